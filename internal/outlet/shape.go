package outlet

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/parallax-news/parallax/internal/news"
)

// Raters whose files are known.
const (
	allSides = "AllSides"
	mbfc     = "Media Bias/Fact Check"
	adFontes = "Ad Fontes"
)

// licenses are what raters say of the use of their ratings.
var licenses = map[string]string{
	allSides:       "CC BY-NC 4.0",
	wikipediaRater: "CC BY-SA 4.0",
}

// shape is what a file's header row says: where the outlet's address stands and what the columns rate.
type shape struct {
	domain int
	own    map[string]int // columns of our own CSV by name; nil for the files of raters
	rates  []column       // of one rater and kind the newest first
	wide   bool           // a compilation of several raters' lists, see binding
}

// column holds one rater's ratings.
type column struct {
	kind, rater, date string
	value, link       int // link is -1 where there is none
	lean              func(string) (*float64, error)
}

// Names of columns in the files of raters, after foldHeader.
var (
	addresses     = []string{"domain", "source_url", "homepage", "website", "site", "url", "source"}
	leanNames     = []string{"media_bias_rating", "bias_rating", "bias", "rating"}
	factNames     = []string{"factual_reporting", "factuality", "factual", "factual_reporting_rating"}
	adBiasNames   = []string{"bias", "bias_mean", "average_bias", "horizontal_rank", "bias_score"}
	adQualityName = []string{"reliability", "reliability_mean", "average_reliability", "quality", "vertical_rank", "reliability_score"}
)

// ownNames are the columns of our own CSV: domain, rater and value or position must be there.
var ownNames = []string{"domain", "name", "kind", "rater", "value", "position", "raters", "spread", "date", "link", "license"}

// recognise tells the shape of a file by its header row.
func recognise(header []string) (shape, error) {
	at := make(map[string]int)
	for i, name := range header {
		name = foldHeader(name)
		if _, twice := at[name]; twice && name != "" {
			return shape{}, fmt.Errorf("the column %q is there twice", name)
		}
		at[name] = i
	}
	s := shape{domain: first(at, addresses)}
	if s.domain < 0 {
		return s, errors.New("no column says which outlet is rated: one named domain or source_url is needed")
	}
	if first(at, []string{"rater"}) >= 0 {
		return ownShape(s, at)
	}
	quality, facts := first(at, adQualityName), first(at, factNames)
	switch {
	case wideColumns(&s, at):
	case first(at, adBiasNames) >= 0 && quality >= 0:
		s.rates = []column{
			{kind: news.RatingLean, rater: adFontes, value: first(at, adBiasNames), link: -1, lean: adFontesLean},
			{kind: news.RatingReliability, rater: adFontes, value: quality, link: -1},
		}
	case first(at, leanNames) >= 0 && (facts >= 0 || first(at, []string{"mbfc_url", "mbfc_credibility_rating"}) >= 0):
		link := first(at, []string{"mbfc_url"})
		s.rates = []column{{kind: news.RatingLean, rater: mbfc, value: first(at, leanNames), link: link, lean: leanOf}}
		if facts >= 0 {
			s.rates = append(s.rates, column{kind: news.RatingReliability, rater: mbfc, value: facts, link: link})
		}
	case first(at, []string{"media_bias_rating", "allsides_url"}) >= 0 && first(at, leanNames) >= 0:
		s.rates = []column{{kind: news.RatingLean, rater: allSides, value: first(at, leanNames), link: first(at, []string{"allsides_url"}), lean: leanOf}}
	default:
		return s, errors.New("the columns are not those of a known file of ratings: ours has domain, rater, value; AllSides' source_url, media_bias_rating; " +
			"Media Bias/Fact Check's source, bias, factual_reporting; Ad Fontes' domain, bias, reliability")
	}
	return s, nil
}

// ownShape checks the columns of our own CSV.
func ownShape(s shape, at map[string]int) (shape, error) {
	for name := range at {
		if !slices.Contains(ownNames, name) {
			return s, fmt.Errorf("unknown column %q: known are %s", name, strings.Join(ownNames, ", "))
		}
	}
	if first(at, []string{"value", "position"}) < 0 {
		return s, errors.New("no column holds the ratings: one named value or position is needed")
	}
	s.own = at
	return s, nil
}

// wideColumn is a column of a table that sets raters side by side: lean_allsides_2023, factuality_mbfc_2026.
var wideColumn = regexp.MustCompile(`^(lean|factuality|reliability)_(allsides|mbfc|adfontes|swprs|buzzfeed|groundnews|wikipedia)(?:_(?:nela)?([0-9]{4}))?$`)

// wideRaters are the raters by their names in such columns.
var wideRaters = map[string]string{
	"allsides": allSides, "mbfc": mbfc, "adfontes": adFontes, "wikipedia": wikipediaRater,
	"swprs": "Swiss Policy Research", "buzzfeed": "BuzzFeed News", "groundnews": "Ground News",
}

// wideColumns finds such columns; it tells whether there are any.
func wideColumns(s *shape, at map[string]int) bool {
	for name, i := range at {
		m := wideColumn.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		c := column{kind: news.RatingReliability, rater: wideRaters[m[2]], date: m[3], value: i, link: first(at, []string{m[2] + "_url"})}
		if m[1] == "lean" {
			c.kind, c.lean = news.RatingLean, leanOf
			if c.rater == adFontes {
				c.lean = adFontesLean
			}
		}
		s.rates = append(s.rates, c)
	}
	slices.SortFunc(s.rates, func(a, b column) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.rater, b.rater), cmp.Compare(b.date, a.date), cmp.Compare(a.value, b.value))
	})
	s.wide = len(s.rates) > 0
	return s.wide
}

// first is the place of the first of names that a header has, -1 for none.
func first(at map[string]int, names []string) int {
	for _, name := range names {
		if i, ok := at[name]; ok {
			return i
		}
	}
	return -1
}

// foldHeader writes a column's name in lower case with underscores, without the path that tables made
// from nested data put before it.
func foldHeader(name string) string {
	name = strings.TrimPrefix(name, "\ufeff")
	name = strings.TrimSpace(name[strings.LastIndexByte(name, '/')+1:])
	name = strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(name))
	if name == "licence" {
		return "license"
	}
	return name
}

// wikipediaWords are the words behind the numbers that tables give Wikipedia's judgement by.
var wikipediaWords = map[string]string{"1": "Generally reliable", "0": "No consensus", "-1": "Generally unreliable", "-2": "Deprecated"}

// read makes a rating of a cell; ok is false when it is empty.
func (c column) read(record []string) (r news.Rating, ok bool, err error) {
	value := strings.TrimSpace(record[c.value])
	if value == "" {
		return r, false, nil
	}
	r = news.Rating{Kind: c.kind, Rater: c.rater, Value: value, Raters: 1, Date: c.date, License: cmp.Or(licenses[c.rater], "rights with the rater")}
	if c.link >= 0 {
		if r.Link, err = link(record[c.link]); err != nil {
			return r, false, err
		}
	}
	if c.lean != nil {
		r.Position, err = c.lean(value)
		return r, true, err
	}
	if word, ok := wikipediaWords[value]; ok && c.rater == wikipediaRater {
		r.Value = word
	}
	_, err = levelOf(r.Value)
	return r, true, err
}

// readOwn makes a rating of a line of our own CSV.
func (s shape) readOwn(record []string) (r news.Rating, err error) {
	get := func(name string) string {
		if i, ok := s.own[name]; ok {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
	r = news.Rating{
		Kind: cmp.Or(get("kind"), news.RatingLean), Rater: get("rater"), Value: cmp.Or(get("value"), get("position")),
		Raters: 1, Date: get("date"), License: get("license"),
	}
	if r.Rater == "" || r.Value == "" {
		return r, errors.New("rater and value must not be empty")
	}
	if r.Date != "" && !isDate(r.Date) {
		return r, fmt.Errorf("%q is no date like 2026, 2026-08 or 2026-08-31", r.Date)
	}
	if r.Link, err = link(get("link")); err != nil {
		return r, err
	}
	if n := get("raters"); n != "" {
		if r.Raters, err = strconv.Atoi(n); err != nil || r.Raters < 1 || r.Raters > 1000 {
			return r, fmt.Errorf("%q is no number of raters", n)
		}
	}
	if d := get("spread"); d != "" {
		if r.Spread, err = number(d, 0, 2); err != nil {
			return r, err
		}
	}
	switch r.Kind {
	case news.RatingLean:
		if p := get("position"); p != "" {
			x, err := number(p, -1, 1)
			r.Position = &x
			return r, err
		}
		r.Position, err = leanOf(r.Value)
	case news.RatingReliability:
		_, err = levelOf(r.Value)
	case news.RatingOwner:
	default:
		err = fmt.Errorf("unknown kind %q: known are lean, reliability and ownership", r.Kind)
	}
	return r, err
}
