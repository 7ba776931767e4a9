package cluster

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
)

//go:embed background.tsv.gz
var backgroundFile []byte

// background is in how many of a large number of articles each term stands, so that the first hour knows what is rare.
// Languages without a table learn from the stream alone.
type background struct {
	articles float64
	counts   map[uint32]float64
}

// backgrounds reads the shipped tables once: by language, counts of stems. parallax lab train-cluster makes the file.
var backgrounds = sync.OnceValue(func() map[string]background {
	tables, err := readBackground(bytes.NewReader(backgroundFile))
	if err != nil {
		panic("cluster: the built-in background table is damaged: " + err.Error())
	}
	return tables
})

// readBackground reads lines of language, stem and count, tab-separated; the stem "" carries the number of articles.
func readBackground(r io.Reader) (map[string]background, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	tables := map[string]background{}
	s := bufio.NewScanner(z)
	for s.Scan() {
		lang, rest, _ := strings.Cut(s.Text(), "\t")
		stem, count, _ := strings.Cut(rest, "\t")
		n, err := strconv.ParseFloat(count, 64)
		if err != nil {
			return nil, fmt.Errorf("line %q: %w", s.Text(), err)
		}
		t := tables[lang]
		if t.counts == nil {
			t.counts = map[uint32]float64{}
		}
		if stem == "" {
			t.articles = n
		} else {
			t.counts[hash(stem)] += n
		}
		tables[lang] = t
	}
	return tables, s.Err()
}

// The background counts like so many articles of the stream; without a table a few articles of even words stand in for it.
const (
	backgroundArticles = 6000.0
	strangerArticles   = 100.0
	strangerShare      = 1.0 / 2000
	maxRarity          = 15.0 // nats
)

// rarity is the inverse document frequency in nats of a term that df of n live articles hold.
func (b background) rarity(key uint32, df, n int) float64 {
	share, weight := strangerShare, strangerArticles
	if b.articles > 0 {
		share = max(b.counts[key], 0.5) / (b.articles + 1)
		weight = backgroundArticles
	}
	return min(maxRarity, math.Log((float64(n)+weight)/(float64(df)+weight*share)))
}
