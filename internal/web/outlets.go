package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/parallax-news/parallax/internal/news"
)

// directoryLength is how many outlets a page of the directory holds.
const directoryLength = 100

// OutletsPage is the outlet directory.
type OutletsPage struct {
	Page
	Text, Country, Language string // as the reader chose them
	All                     bool   // also outlets that this instance does not read
	Side                    string // key of the chosen side, "" any
	Languages               []Option
	Sides                   Switch
	Rows                    []OutletRow
	Pager                   Pager
	Narrowed                bool // something is chosen
	Everything              string
}

// Option is a choice of a list.
type Option struct {
	Value, Name string
	Chosen      bool
}

// OutletRow is an outlet in the directory.
type OutletRow struct {
	Mark        OutletMark
	Name        string
	Href        string
	Domain      string
	Lean        Lean
	Raters      string // what the lean rests on, "" Unrated
	Reliability string
	Owner       string
	Country     string
	Articles    string // in the last 30 days
	Newest      Moment
	Feeds       string // "2", "2, 1 broken"
}

func (s *Server) outlets(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	p := OutletsPage{Text: strings.TrimSpace(q.Get("q")), Country: strings.TrimSpace(q.Get("country")), Language: q.Get("language"),
		All: q.Get("all") != "", Side: q.Get("side"), Everything: s.links.With("/outlets", "all", "1")}
	f, err := p.filter(s.edition.Scale)
	if err != nil {
		return err
	}
	skip, err := parseSkip(q)
	if err != nil {
		return err
	}
	counts, err := s.lib.CountOutlets(ctx, f)
	if err != nil {
		return err
	}
	total := p.chooseSide(s, &f, counts)
	f.After, f.Limit = q.Get("after"), directoryLength
	found, err := s.lib.Outlets(ctx, f)
	if err != nil {
		return err
	}
	for i := range found {
		if !found[i].OptedOut {
			p.Rows = append(p.Rows, s.outletRow(&found[i]))
		}
	}
	p.Pager.Note = span("Outlets", skip, len(found), total)
	if f.After != "" {
		p.Pager.First = s.directory(p, "")
	}
	if end := skip + len(found); len(found) == directoryLength && end < total {
		p.Pager.Next = s.directory(p, "", "after", found[len(found)-1].Domain, "skip", strconv.Itoa(end))
	}
	for _, tag := range s.edition.Languages {
		p.Languages = append(p.Languages, Option{tag, s.languages.name(tag), tag == p.Language})
	}
	p.Narrowed = p.Text != "" || p.Country != "" || p.Language != "" || p.Side != ""
	if p.Page, err = s.page(ctx, "/outlets", s.links.To("/outlets"), "Outlets", "Outlets with their ratings, owners and feeds"); err != nil {
		return err
	}
	p.NoIndex = r.URL.RawQuery != ""
	return s.render(w, "outlets", p)
}

// filter is what the reader chose, but for the side.
func (p *OutletsPage) filter(scale news.Scale) (news.OutletFilter, error) {
	f := news.OutletFilter{Text: p.Text, Language: p.Language, Followed: !p.All}
	if p.Side != "" {
		if _, ok := scale.ParseSide(p.Side); !ok {
			return f, badRequest(fmt.Sprintf("There is no side called “%s” in this edition.", p.Side))
		}
	}
	if p.Country != "" {
		code, ok := countryCode(p.Country)
		if !ok {
			return f, badRequest(fmt.Sprintf("There is no country called “%s”. A name such as Germany works, and so does a code such as DE.", p.Country))
		}
		f.Country, p.Country = code, country(code)
	}
	return f, nil
}

// chooseSide makes the switch of sides from their counts, sets the filter's side, and returns how
// many outlets are left.
func (p *OutletsPage) chooseSide(s *Server, f *news.OutletFilter, counts map[news.Side]int) (total int) {
	for _, n := range counts {
		total += n
	}
	p.Sides = Switch{Label: "Outlets of", Choices: []Choice{
		{Name: "All sides", Href: s.directory(*p, "all"), Count: number(total), Current: p.Side == ""},
	}}
	for _, side := range s.order() {
		lean := s.lean(side)
		current := p.Side == lean.Key
		p.Sides.Choices = append(p.Sides.Choices, Choice{Name: lean.Name, Href: s.directory(*p, lean.Key), Count: number(counts[side]), Lean: &lean, Current: current})
		if current {
			f.Side = &side
			total = counts[side]
		}
	}
	return total
}

// directory is the directory's address with the page's choices and another side ("" the chosen one, "all" any).
func (s *Server) directory(p OutletsPage, side string, more ...string) string {
	switch side {
	case "":
		side = p.Side
	case "all":
		side = ""
	}
	all := ""
	if p.All {
		all = "1"
	}
	return s.links.With("/outlets", append([]string{"q", p.Text, "country", p.Country, "language", p.Language, "all", all, "side", side}, more...)...)
}

func (s *Server) outletRow(o *news.OutletCount) OutletRow {
	row := OutletRow{
		Mark: s.outletMark(o.Domain, o.Name), Name: o.Name, Href: s.links.Outlet(o.Domain), Domain: o.Domain, Lean: s.lean(o.Side),
		Reliability: o.Reliability, Owner: o.Owner, Country: country(o.Country), Articles: number(o.Articles),
		Newest: moment(o.Newest, s.now()), Feeds: number(o.Feeds),
	}
	if o.Position != nil {
		row.Raters = raters(o.Raters, o.RatedYear)
	}
	if o.Failing > 0 {
		row.Feeds += ", " + number(o.Failing) + " broken"
	}
	return row
}

// countryCode finds a country by its code or its English name, in any case.
func countryCode(text string) (code string, ok bool) {
	if region, err := language.ParseRegion(text); err == nil && len(text) == 2 {
		return region.Canonicalize().String(), region.IsCountry()
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			region, err := language.ParseRegion(string([]rune{a, b}))
			if err == nil && region.IsCountry() && strings.EqualFold(display.English.Regions().Name(region), text) {
				return region.Canonicalize().String(), true
			}
		}
	}
	return "", false
}
