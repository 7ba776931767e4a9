// Package demo is a small web of invented outlets with invented news, to show Parallax without a network.
//
// Outlets and articles are text files in edition/. World serves them as an HTTP proxy on loopback: robots.txt, home page, feed
// and article pages under each outlet's own name, all of which end in .example (RFC 2606), so that none can be
// taken for a real one. The pipeline reads them as it reads any outlet. Only http is spoken.
package demo

import (
	"bufio"
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

//go:embed edition
var edition embed.FS

// Article is an invented article.
type Article struct {
	Outlet   string        // domain
	Ago      time.Duration // how long before the demo's start it was published; negative: after it
	Section  string        // folder of its address
	Author   string
	Headline string
	Later    time.Duration // when, after the start, its headline changes to Changed
	Changed  string        // "" never
	Opinion  bool
	Paywall  bool
	Body     string // paragraphs, an empty line between them
	slug     string
}

// Edition is the invented outlets with their ratings, and all their articles, oldest first.
type Edition struct {
	Outlets  []news.Outlet
	Ratings  []news.Rating
	Articles []Article
}

// Load reads the edition that is compiled into the program.
func Load() (*Edition, error) { return load(edition) }

func load(files fs.FS) (*Edition, error) {
	e := &Edition{}
	if err := e.readOutlets(files); err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "edition/events/*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := e.readEvent(files, name); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(e.Articles, func(a, b Article) int { return int(b.Ago - a.Ago) })
	return e, nil
}

// raters are the two invented raters of the edition.
var raters = [2]string{"Demo rater North", "Demo rater South"}

// readOutlets reads edition/outlets.csv: domain,name,country,language,owner,owner_type,reliability,north,south, the last
// two being the raters' positions on [-1, 1], empty where they did not rate.
func (e *Edition) readOutlets(files fs.FS) error {
	f, err := files.Open("edition/outlets.csv")
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return fmt.Errorf("edition/outlets.csv: %w", err)
	}
	for i, row := range rows[1:] {
		o := news.Outlet{Domain: row[0], Name: row[1], Country: row[2], Language: row[3], Owner: row[4], OwnerType: row[5], Reliability: row[6]}
		if !strings.HasSuffix(o.Domain, ".example") {
			return fmt.Errorf("edition/outlets.csv: line %d: %s does not end in .example", i+2, o.Domain)
		}
		e.Outlets = append(e.Outlets, o)
		for j, rater := range raters {
			if row[7+j] == "" {
				continue
			}
			position, err := strconv.ParseFloat(row[7+j], 64)
			if err != nil {
				return fmt.Errorf("edition/outlets.csv: line %d: %w", i+2, err)
			}
			e.Ratings = append(e.Ratings, news.Rating{
				Domain: o.Domain, Kind: news.RatingLean, Rater: rater, Value: row[7+j], Position: &position, Raters: 1,
				Date: "2026", License: "Apache-2.0, invented",
			})
		}
	}
	return nil
}

// readEvent reads the articles of one event. Each begins with a line "===", then headers "name: value", an empty
// line and the body. A body that is only "= DOMAIN" is that of the outlet's article before it in the file: a reprint.
func (e *Edition) readEvent(files fs.FS, name string) error {
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	bodies, count := map[string]string{}, 0
	var a *Article
	inBody := false
	finish := func() error {
		if a == nil {
			return nil
		}
		a.Body = strings.TrimSpace(a.Body)
		if from, ok := strings.CutPrefix(a.Body, "= "); ok {
			a.Body = bodies[from]
		}
		if a.Outlet == "" || a.Headline == "" || a.Body == "" {
			return fmt.Errorf("%s: an article lacks outlet, headline or body: %q", name, a.Headline)
		}
		bodies[a.Outlet] = a.Body
		count++
		a.slug = fmt.Sprintf("%s-%d", strings.TrimSuffix(path.Base(name), ".txt"), count)
		e.Articles = append(e.Articles, *a)
		return nil
	}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		switch {
		case line == "===":
			if err := finish(); err != nil {
				return err
			}
			a, inBody = &Article{}, false
		case a == nil: // before the first article: notes for writers
		case inBody:
			a.Body += line + "\n"
		case line == "":
			inBody = true
		default:
			if err := a.header(line); err != nil {
				return fmt.Errorf("%s: line %d: %w", name, n, err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return finish()
}

func (a *Article) header(line string) (err error) {
	key, value, ok := strings.Cut(line, ": ")
	if !ok {
		return fmt.Errorf("%q is no header", line)
	}
	switch key {
	case "outlet":
		a.Outlet = value
	case "ago":
		a.Ago, err = time.ParseDuration(value)
	case "section":
		a.Section = value
	case "author":
		a.Author = value
	case "headline":
		a.Headline = value
	case "later": // "45s New headline"
		when, title, _ := strings.Cut(value, " ")
		a.Changed = title
		a.Later, err = time.ParseDuration(when)
	case "tags":
		a.Opinion, a.Paywall = strings.Contains(value, "opinion"), strings.Contains(value, "paywall")
	default:
		return fmt.Errorf("unknown header %q", key)
	}
	return err
}
