package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// clusterLine is a line of the cluster stage's input.
type clusterLine struct {
	ID        string `json:"id"`
	Outlet    string `json:"outlet"`
	Domain    string `json:"domain"`
	URL       string `json:"url"`
	Title     string `json:"title"`
	Text      string `json:"text"`
	Published string `json:"published"` // RFC 3339, "" unknown
	Language  string `json:"lang"`
	Story     string `json:"story"` // gold, read by train-cluster only
}

// Cluster groups articles, given in order of arrival, into stories: lines of id and story, tab-separated, as the stories stand at the
// end. Nothing is known of when articles were seen, so none leaves the engine's window.
func (r *Run) Cluster(ctx context.Context, files []string) error {
	r.Start()
	engines := map[string]*cluster.Engine{}
	var names []string // by article ID less 1
	var stories []news.ID
	seen := map[string]bool{}
	err := r.Lines(ctx, files, func(line []byte) error {
		l, item, err := parseClusterLine(line)
		if err != nil {
			return err
		}
		if seen[l.ID] {
			return fmt.Errorf("id %q appears twice", l.ID)
		}
		seen[l.ID] = true
		names = append(names, l.ID)
		item.ID = news.ID(len(names))
		e := engines[item.Language]
		if e == nil {
			e = cluster.New(cluster.Options{})
			engines[item.Language] = e
		}
		d := e.Add(item)
		stories = append(stories, d.Story)
		for _, m := range d.Moves {
			stories[m.Article-1] = m.To
		}
		r.Step()
		return nil
	})
	if err != nil {
		return err
	}
	for i, name := range names {
		fmt.Fprintf(r, "%s\t%s\n", name, names[stories[i]-1])
	}
	return r.Finish("articles")
}

// parseClusterLine reads a line; the item has no ID yet.
func parseClusterLine(line []byte) (l clusterLine, item cluster.Item, err error) {
	if err := json.Unmarshal(line, &l); err != nil {
		return l, item, err
	}
	if l.ID == "" {
		return l, item, errors.New("no id")
	}
	item = cluster.Item{Outlet: l.Domain, Language: l.Language, URL: l.URL, Title: l.Title, Text: l.Text}
	if item.Outlet == "" {
		item.Outlet = l.Outlet
	}
	if item.Language == "" {
		item.Language = text.Language(l.Title+" "+l.Text, "")
	}
	if l.Published != "" {
		if item.Published, err = time.Parse(time.RFC3339, l.Published); err != nil {
			return l, item, fmt.Errorf("published: %q is no time of RFC 3339", l.Published)
		}
	}
	return l, item, nil
}
