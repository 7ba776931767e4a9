package lab

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/outlet"
)

// carriedLine is a line of input: an article of a story. Other fields are ignored.
type carriedLine struct {
	Story  *string `json:"story"`
	Domain *string `json:"domain"`
}

// coverageLine is a line of output. Percent is null where no outlet is rated.
type coverageLine struct {
	Story   string         `json:"story"`
	Total   int            `json:"total"`
	Left    int            `json:"left"`
	Center  int            `json:"center"`
	Right   int            `json:"right"`
	Unrated int            `json:"unrated"`
	Percent map[string]int `json:"percent"`
	Line    string         `json:"line"`
}

// Coverage counts the outlets of stories by side: JSON Lines of articles in, one line a story out, in the order in
// which stories first appear. Leans are the built-in catalogue's or, with a file of ratings, that
// file's alone. Lines whose story or domain is empty say of no outlet what it carries, and are passed over.
func (r *Run) Coverage(ctx context.Context, files []string, ratings string) error {
	r.Start()
	sides, err := r.sides(ratings)
	if err != nil {
		return err
	}
	var order []string
	of := make(map[string][]news.Side)
	type carrier struct{ story, domain string }
	seen := make(map[carrier]bool)
	err = r.Lines(ctx, files, func(line []byte) error {
		var in carriedLine
		if err := json.Unmarshal(line, &in); err != nil {
			return err
		}
		if in.Story == nil || in.Domain == nil {
			return errors.New("story and domain are needed")
		}
		r.Step()
		domain := cmp.Or(outlet.Domain(*in.Domain), strings.ToLower(*in.Domain))
		if *in.Story == "" || domain == "" || seen[carrier{*in.Story, domain}] {
			return nil
		}
		seen[carrier{*in.Story, domain}] = true
		if of[*in.Story] == nil {
			order = append(order, *in.Story)
		}
		of[*in.Story] = append(of[*in.Story], sides[domain])
		return nil
	})
	if err != nil {
		return err
	}
	out := json.NewEncoder(r)
	out.SetEscapeHTML(false)
	for _, story := range order {
		if err := out.Encode(newCoverageLine(story, coverage.Count(of[story], news.DefaultScale))); err != nil {
			return err
		}
	}
	return r.Finish("articles")
}

// sides tells the sides of rated outlets on the default scale, by the catalogue or by a file.
func (r *Run) sides(file string) (map[string]news.Side, error) {
	sides := make(map[string]news.Side)
	if file == "" {
		outlets, _, _, err := outlet.Catalogue()
		if err != nil {
			return nil, err
		}
		for _, o := range outlets {
			sides[o.Domain] = o.Side
		}
		return sides, nil
	}
	in, err := Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	ratings, err := outlet.ReadRatings(in, file)
	if bad := new(outlet.BadLine); errors.As(err, &bad) {
		return nil, &InputError{File: bad.File, Line: bad.Line, Reason: bad.Reason}
	}
	if err != nil {
		return nil, err
	}
	of := make(map[string][]news.Rating)
	for _, rating := range ratings {
		of[rating.Domain] = append(of[rating.Domain], rating)
	}
	for domain, ratings := range of {
		if position, _, _, ok := news.Lean(ratings); ok {
			sides[domain] = news.DefaultScale.Side(position)
		}
	}
	return sides, nil
}

func newCoverageLine(story string, c news.Coverage) coverageLine {
	line := coverageLine{
		Story: story, Total: c.Total, Line: c.Line,
		Left: c.Sides[news.Left], Center: c.Sides[news.Center], Right: c.Sides[news.Right], Unrated: c.Sides[news.Unrated],
	}
	if c.Percent != nil {
		line.Percent = make(map[string]int)
		for i, step := range news.DefaultScale.Steps {
			line.Percent[step.Key] = c.Percent[i]
		}
	}
	return line
}
