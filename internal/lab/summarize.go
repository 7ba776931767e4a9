package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/summary"
	"github.com/parallax-news/parallax/internal/text"
)

// Summarize writes a summary of each line's articles:
//
//	in   {id,articles:[{title,text,url,...}]}
//	out  {id,summary,sentences:[{text,sources:[{article,sentence}]}]}
//
// where article is the place in the line's list and sentence the place in the article, both from 0.
func (r *Run) Summarize(ctx context.Context, files []string) error {
	r.Start()
	enc := json.NewEncoder(r)
	enc.SetEscapeHTML(false)
	err := r.Lines(ctx, files, func(line []byte) error {
		var in struct {
			ID       string
			Articles []struct{ Title, Text, URL, Outlet, Lang string }
		}
		if err := json.Unmarshal(line, &in); err != nil {
			return err
		}
		if in.ID == "" {
			return errors.New("id is missing")
		}
		articles := make([]summary.Article, len(in.Articles))
		for i, a := range in.Articles {
			articles[i] = summary.Article{
				ID: news.ID(i + 1), Outlet: a.Outlet, Title: a.Title, Text: text.CleanLines(a.Text), URL: a.URL,
				Language: text.Language(a.Title+"\n"+text.Cut(a.Text, 1000), a.Lang), Voice: i + 1,
			}
		}
		r.Step()
		return enc.Encode(summaryLine(in.ID, summary.Write(articles)))
	})
	if err != nil {
		return fmt.Errorf("lab summarize: %w", err)
	}
	return r.Finish("stories")
}

type summarySource struct {
	Article  int `json:"article"`
	Sentence int `json:"sentence"`
}

type summarySentence struct {
	Text    string          `json:"text"`
	Sources []summarySource `json:"sources"`
}

type summaryOut struct {
	ID        string            `json:"id"`
	Summary   string            `json:"summary"`
	Sentences []summarySentence `json:"sentences"`
}

func summaryLine(id string, s news.Summary) summaryOut {
	out := summaryOut{ID: id, Sentences: []summarySentence{}}
	var words []string
	for _, sentence := range s.Sentences {
		words = append(words, sentence.Text)
		line := summarySentence{Text: sentence.Text}
		for _, p := range sentence.Evidence {
			line.Sources = append(line.Sources, summarySource{int(p.Article) - 1, p.Sentence})
		}
		out.Sentences = append(out.Sentences, line)
	}
	out.Summary = strings.Join(words, " ")
	return out
}
