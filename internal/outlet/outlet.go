// Package outlet knows publishers: the built-in catalogue, editions that choose from it, rating packs
// and how to read them, and which names only look like an outlet's.
//
// An outlet is known by its domain (see Domain) and a rating is bound to it by exact match: it is never
// inherited by a look-alike, a host below or above, or guessed from text.
package outlet

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/parallax-news/parallax/internal/news"
)

//go:generate go run ./pack -from ../../../shared/data/sources/catalogue.csv -to catalogue.csv.gz

// packed is the built-in catalogue: CSV with the columns of catalogueColumns, made by ./pack.
//
//go:embed catalogue.csv.gz
var packed []byte

// Columns of the packed catalogue, in order.
const (
	colDomain = iota
	colName
	colCountry
	colLanguage
	colLean
	colRaters
	colSpread
	colReliability
	colOwner
	colOwnerType
	colFeeds
	columns
)

// What the catalogue's ratings say of themselves; NOTICE tells where they come from.
const (
	consensusRater = "Catalogue consensus"
	wikipediaRater = "Wikipedia editors"
	wikipediaLink  = "https://en.wikipedia.org/wiki/Wikipedia:Reliable_sources/Perennial_sources"
	ownerRater     = "Kagi media data"
	catalogueYear  = "2026"
)

// CataloguePack is the pack of the built-in catalogue's ratings.
const CataloguePack = "built-in catalogue, 2026"

// Catalogue returns the built-in outlets by domain, their ratings and their feeds. Outlets carry what
// their ratings amount to, on the default scale; none is followed. Feeds have no IDs yet, and an
// outlet's own come first, the most general first.
func Catalogue() ([]news.Outlet, []news.Rating, []news.Feed, error) {
	rows, err := unpack(packed)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("reading the built-in catalogue: %w", err)
	}
	outlets := make([]news.Outlet, 0, len(rows))
	var ratings []news.Rating
	var feeds []news.Feed
	for i, row := range rows {
		rated, err := ratingsOf(row)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("reading the built-in catalogue: row %d: %w", i+1, err)
		}
		o := news.Outlet{
			Domain: row[colDomain], Name: row[colName], Country: row[colCountry], Language: row[colLanguage],
			Owner: row[colOwner], OwnerType: row[colOwnerType],
		}
		Rate(&o, rated, news.DefaultScale)
		outlets = append(outlets, o)
		ratings = append(ratings, rated...)
		for address := range strings.FieldsSeq(row[colFeeds]) {
			f, err := feedOf(o.Domain, address)
			if err != nil {
				return nil, nil, nil, fmt.Errorf("reading the built-in catalogue: row %d: %w", i+1, err)
			}
			feeds = append(feeds, f)
		}
	}
	return outlets, ratings, feeds, nil
}

func unpack(packed []byte) ([][]string, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(z)
	r.FieldsPerRecord = columns
	return r.ReadAll()
}

// ratingsOf are the ratings in a row of the catalogue.
func ratingsOf(row []string) ([]news.Rating, error) {
	var ratings []news.Rating
	rating := news.Rating{Domain: row[colDomain], Raters: 1, Date: catalogueYear, Pack: CataloguePack}
	if row[colLean] != "" {
		position, err1 := strconv.ParseFloat(row[colLean], 64)
		raters, err2 := strconv.Atoi(row[colRaters])
		spread, err3 := strconv.ParseFloat(row[colSpread], 64)
		if err1 != nil || err2 != nil || err3 != nil {
			return nil, fmt.Errorf("lean %q of %q raters with spread %q", row[colLean], row[colRaters], row[colSpread])
		}
		r := rating
		r.Kind, r.Rater, r.Value = news.RatingLean, consensusRater, row[colLean]
		r.Position, r.Raters, r.Spread, r.License = &position, raters, spread, "see NOTICE"
		ratings = append(ratings, r)
	}
	if row[colReliability] != "" {
		r := rating
		r.Kind, r.Rater, r.Link, r.License = news.RatingReliability, wikipediaRater, wikipediaLink, "CC BY-SA 4.0"
		r.Value = row[colReliability]
		ratings = append(ratings, r)
	}
	if row[colOwner] != "" {
		r := rating
		r.Kind, r.Rater, r.Value, r.License = news.RatingOwner, ownerRater, row[colOwner], "MIT"
		ratings = append(ratings, r)
	}
	return ratings, nil
}

// Rate writes into an outlet what its ratings amount to: position, side, number of raters, spread, newest
// year and reliability. Ratings of other domains must not be among them. An owner that is named by a rating
// fills Owner only where it is empty.
func Rate(o *news.Outlet, ratings []news.Rating, scale news.Scale) {
	o.Position, o.Side, o.Raters, o.Spread, o.RatedYear = nil, news.Unrated, 0, 0, 0
	if position, raters, spread, ok := news.Lean(ratings); ok {
		o.Position, o.Raters, o.Spread = &position, raters, spread
		o.Side = scale.Side(position)
	}
	for _, r := range ratings {
		switch {
		case r.Kind == news.RatingOwner && o.Owner == "":
			o.Owner = r.Value
		case r.Kind == news.RatingLean && r.Position != nil && len(r.Date) >= 4:
			if year, err := strconv.Atoi(r.Date[:4]); err == nil {
				o.RatedYear = max(o.RatedYear, year)
			}
		}
	}
	o.Reliability = Reliability(ratings)
}
