package lab

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/parallax-news/parallax/internal/text"
)

// leastArticles is the least number of articles that make a language's table worth having.
const leastArticles = 1000

// leastCount is in how many articles a stem must stand to be listed: rarer ones are as good as unseen.
const leastCount = 4

// ClusterBackground counts in how many articles each stem stands, by language, and writes the gzipped table that internal/cluster
// embeds. It reads the lines of the cluster stage; ids may be absent.
func (r *Run) ClusterBackground(ctx context.Context, files []string) error {
	r.Start()
	counts := map[string]map[string]int{}
	err := r.Lines(ctx, files, func(line []byte) error {
		l, err := parseBackgroundLine(line)
		if err != nil {
			return err
		}
		t := counts[l.Language]
		if t == nil {
			t = map[string]int{}
			counts[l.Language] = t
		}
		t[""]++
		seen := map[string]bool{}
		for _, word := range text.Words(text.Cut(l.Title+"\n"+l.Text, backgroundRunes)) {
			if len(word) > 1 && !text.StopWord(word, l.Language) {
				seen[text.Stem(word, l.Language)] = true
			}
		}
		for stem := range seen {
			t[stem]++
		}
		r.Step()
		return nil
	})
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(r, gzip.BestCompression)
	if err != nil {
		return err
	}
	maps.DeleteFunc(counts, func(_ string, t map[string]int) bool { return t[""] < leastArticles })
	for _, lang := range slices.Sorted(maps.Keys(counts)) {
		for _, stem := range slices.Sorted(maps.Keys(counts[lang])) {
			if n := counts[lang][stem]; n >= leastCount || stem == "" {
				fmt.Fprintf(z, "%s\t%s\t%d\n", lang, stem, n)
			}
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return r.Finish("articles")
}

// backgroundRunes is how much of an article is counted: as much as the engine reads, roughly.
const backgroundRunes = 1800

// parseBackgroundLine reads title, text and language; everything else may be absent.
func parseBackgroundLine(line []byte) (clusterLine, error) {
	var l clusterLine
	if err := json.Unmarshal(line, &l); err != nil {
		return l, err
	}
	if l.Language == "" {
		l.Language = text.Language(l.Title+" "+l.Text, "")
	}
	return l, nil
}
