// Command pack makes the built-in catalogue from the project's table of outlets: it keeps the columns that
// the program uses, puts domains, languages and feeds in order, and writes compressed CSV, the same bytes
// for the same table.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/parallax-news/parallax/internal/outlet"
)

func main() {
	from := flag.String("from", "", "the table of outlets, CSV")
	to := flag.String("to", "", "the packed catalogue")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		log.Fatal(err)
	}
}

func run(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	packed, err := pack(in)
	if err != nil {
		return fmt.Errorf("packing %s: %w", from, err)
	}
	return os.WriteFile(to, packed, 0o644)
}

// row is an outlet of the table by column.
type row map[string]string

// fields of the packed catalogue, by their names in the table.
var fields = []string{"domain", "name", "country", "language", "lean", "raters", "spread", "reliability", "owner", "ownership_type", "feeds"}

// pack reads the table and returns the packed catalogue.
func pack(in io.Reader) ([]byte, error) {
	rows, err := read(in)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	w := csv.NewWriter(z)
	for _, domain := range slices.Sorted(maps.Keys(rows)) {
		var record []string
		for _, f := range fields {
			record = append(record, rows[domain][f])
		}
		w.Write(record)
	}
	w.Flush()
	if err := errors.Join(w.Error(), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// read returns the table's outlets by the domain that they are known by. Where the table names hosts
// below a domain beside the domain itself, the domain's own line speaks for it and the
// hosts' lines add only their feeds; a single host stands for its domain.
func read(in io.Reader) (map[string]row, error) {
	r := csv.NewReader(in)
	header, err := r.Read()
	if err != nil {
		return nil, err
	}
	rows := make(map[string]row)
	for {
		record, err := r.Read()
		if err == io.EOF {
			return rows, finish(rows)
		}
		if err != nil {
			return nil, err
		}
		next := make(row)
		for i, name := range header {
			next[name] = strings.Join(strings.Fields(record[i]), " ")
		}
		domain := outlet.Domain(next["domain"])
		if domain == "" {
			continue // a public suffix is nobody's
		}
		next["exact"] = fmt.Sprint(domain == outlet.ASCII(next["domain"]))
		next["domain"] = domain
		rows[domain] = join(rows[domain], next)
	}
}

// join makes one row of two of the same domain.
func join(a, b row) row {
	if a == nil {
		return b
	}
	if b["exact"] == "true" {
		a, b = b, a
	}
	a["feeds"] += " " + b["feeds"]
	return a
}

// finish puts every row in the form that the program reads.
func finish(rows map[string]row) error {
	for _, m := range outlet.Default().Members { // whose names and languages were looked at by people
		if r := rows[m.Domain]; r != nil {
			r["name"] = cmp.Or(m.Name, r["name"])
			r["seen_language"] = m.Language
		}
	}
	for domain, r := range rows {
		r["name"] = cmp.Or(r["name"], domain)
		r["language"] = cmp.Or(r["seen_language"], language(r["language"], r["country"]))
		if r["lean"] == "" {
			r["raters"], r["spread"] = "", ""
		}
		word, ok := reliability[r["reliability_wikipedia"]]
		if !ok {
			return fmt.Errorf("%s: unknown reliability %q", domain, r["reliability_wikipedia"])
		}
		r["reliability"] = word
		r["feeds"] = strings.Join(feeds(r["feeds"], func(host string) bool {
			of := outlet.Domain(host)
			return of == domain || rows[of] == nil || feedHosts[of]
		}), " ")
	}
	return nil
}

// reliability tells what the table's numbers stand for in Wikipedia's list of perennial sources.
var reliability = map[string]string{
	"":   "",
	"1":  "Generally reliable",
	"0":  "No consensus",
	"-1": "Generally unreliable",
	"-2": "Deprecated",
}

// keptFeeds is how many feeds of an outlet are kept: general ones say what it reports, and every feed costs its
// host a request each quarter of an hour.
const keptFeeds = 3

// feedHosts serve feeds for outlets under other domains, though they are in the table themselves.
var feedHosts = map[string]bool{"feedburner.com": true, "bbci.co.uk": true, "uecdn.es": true, "radiofrance.fr": true}

// feeds returns the addresses that are valid, hold no key of somebody's and are on a host that may speak for the
// outlet, each once, the most general first.
func feeds(list string, speaks func(host string) bool) []string {
	var kept []string
	for address := range strings.FieldsSeq(list) {
		address, _, _ = strings.Cut(address, "#")
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || !speaks(u.Hostname()) {
			continue
		}
		if query := strings.ToLower(u.RawQuery); !strings.Contains(query, "apikey") && !strings.Contains(query, "token") {
			kept = append(kept, address)
		}
	}
	slices.Sort(kept)
	kept = slices.Compact(kept)
	slices.SortStableFunc(kept, func(a, b string) int {
		return cmp.Or(cmp.Compare(breadth(b), breadth(a)), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	return kept[:min(len(kept), keptFeeds)]
}

// Words in a feed's address that speak for a general feed, and for a narrow one.
var (
	general = []string{"home", "latest", "headline", "top", "allnews", "all-news", "world", "national", "international", "politic", "breaking"}
	narrow  = []string{
		"sport", "football", "soccer", "cricket", "tennis", "golf", "nba", "nfl", "nwsl", "film", "movie", "music", "culture", "celeb", "entertain",
		"life", "style", "fashion", "food", "travel", "auto", "tech", "science", "health", "business", "econom", "money", "opinion", "blog", "tag",
		"podcast", "video", "weather", "art", "book", "religion", "education", "wine", "shared", "horoscop", "game", "climat",
	}
)

// breadth guesses from its address how general a feed is: the greater, the more.
func breadth(address string) int {
	_, path, _ := strings.Cut(strings.ToLower(address), "://")
	_, path, _ = strings.Cut(path, "/")
	score := 0
	if strings.ContainsFunc(path, func(r rune) bool { return r == '/' }) {
		score-- // a section's feed lies deeper than the outlet's
	}
	for _, word := range general {
		if strings.Contains(path, word) {
			score += 2
			break
		}
	}
	for _, word := range narrow {
		if strings.Contains(path, word) {
			score -= 4
			break
		}
	}
	return score
}
