package outlet

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/parallax-news/parallax/internal/news"
)

// defaultList is the readable list of the default edition, with the rule by which it was chosen.
//
//go:embed default.csv
var defaultList []byte

// Edition is what an instance follows and how it places it.
type Edition struct {
	Name      string     `json:"name"`
	Version   string     `json:"version"` // grows with every change; dates do well
	Scale     news.Scale `json:"scale"`
	Languages []string   `json:"languages"` // BCP 47 primary tags of its outlets, most frequent first
	Members   []Member   `json:"outlets"`
}

// Member is an outlet of an edition. Empty fields take the catalogue's word.
type Member struct {
	Domain   string `json:"domain"`
	Name     string `json:"name,omitempty"`
	Language string `json:"language,omitempty"`
	Discover bool   `json:"discover,omitempty"` // find its feeds at its home page, whatever the catalogue has
}

// Default returns the built-in edition: about 150 outlets on the default scale.
func Default() (Edition, error) {
	e := Edition{Name: "International", Version: "2026-11", Scale: news.DefaultScale,
		Languages: []string{"en", "es", "de", "it", "nl", "pt", "ar", "da", "fi", "fr", "hu", "ja", "ko", "no", "pl", "ro", "ru", "sv", "uk"}}
	r := csv.NewReader(bytes.NewReader(defaultList))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return e, fmt.Errorf("reading the default edition: %w", err)
	}
	for _, row := range rows[1:] {
		e.Members = append(e.Members, Member{Domain: row[0], Name: row[1], Language: row[2], Discover: row[3] == "discover"})
	}
	return e, e.Validate()
}

// Domains lists the edition's outlets.
func (e Edition) Domains() []string {
	domains := make([]string, len(e.Members))
	for i, m := range e.Members {
		domains[i] = m.Domain
	}
	return domains
}

// Choose picks the edition's outlets, with their feeds, from a catalogue. Outlets come back followed, under
// the edition's names, on the edition's scale; one that the catalogue does not have is unrated. An outlet
// without a feed, or whose feeds are to be discovered, gets one of news.FormatDiscover at its home page.
func (e Edition) Choose(outlets []news.Outlet, feeds []news.Feed) ([]news.Outlet, []news.Feed) {
	known := make(map[string]news.Outlet)
	for _, o := range outlets {
		known[o.Domain] = o
	}
	of := make(map[string][]news.Feed)
	for _, f := range feeds {
		of[f.Outlet] = append(of[f.Outlet], f)
	}
	var chosen []news.Outlet
	var polled []news.Feed
	for _, m := range e.Members {
		o, ok := known[m.Domain]
		if !ok {
			o = news.Outlet{Domain: m.Domain, Name: m.Domain}
		}
		if m.Name != "" {
			o.Name = m.Name
		}
		if m.Language != "" {
			o.Language = m.Language
		}
		if o.Position != nil {
			o.Side = e.Scale.Side(*o.Position)
		}
		o.Followed = true
		chosen = append(chosen, o)
		if m.Discover || len(of[m.Domain]) == 0 {
			polled = append(polled, HomePage(m.Domain))
			continue
		}
		polled = append(polled, of[m.Domain]...)
	}
	return chosen, polled
}

// HomePage is the feed of an outlet whose feeds are still to be found at its home page.
func HomePage(domain string) news.Feed {
	return news.Feed{Outlet: domain, URL: "https://" + domain + "/", Host: domain, Format: news.FormatDiscover}
}

var (
	stepKey  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)
	language = regexp.MustCompile(`^[a-z]{2,3}$`)
)

// Validate says everything that is wrong with an edition, one reason a line.
func (e Edition) Validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if strings.TrimSpace(e.Name) == "" {
		bad("the edition has no name")
	}
	if err := ValidateScale(e.Scale); err != nil {
		errs = append(errs, err)
	}
	for _, l := range e.Languages {
		if !language.MatchString(l) {
			bad("%q is no language tag like en", l)
		}
	}
	seen := make(map[string]bool)
	for _, m := range e.Members {
		switch {
		case Domain(m.Domain) != m.Domain || m.Domain == "":
			bad("%q is no outlet's domain; perhaps %q is meant", m.Domain, Domain(m.Domain))
		case seen[m.Domain]:
			bad("%s is there twice", m.Domain)
		}
		seen[m.Domain] = true
		if m.Language != "" && !language.MatchString(m.Language) {
			bad("%s: %q is no language tag like en", m.Domain, m.Language)
		}
	}
	return errors.Join(errs...)
}

// ValidateScale says everything that is wrong with a scale: it needs 2 to 5 steps with keys, names and
// letters of their own and rising limits, the last of which is 1.
func ValidateScale(s news.Scale) error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("scale: "+format, args...)) }
	if n := len(s.Steps); n < 2 || n > 5 {
		bad("it has %d steps, 2 to 5 are possible", n)
	}
	var keys, names, letters []string
	below := -1.0
	for i, step := range s.Steps {
		if !stepKey.MatchString(step.Key) || step.Key == "unrated" {
			bad("step %d: the key %q is not made of small letters, digits and hyphens, or is taken", i+1, step.Key)
		}
		if strings.TrimSpace(step.Name) == "" {
			bad("step %d has no name", i+1)
		}
		if n := len([]rune(step.Letter)); n < 1 || n > 2 {
			bad("step %d: the letter %q has %d characters, 1 or 2 are possible", i+1, step.Letter, n)
		}
		if !(step.Below > below && step.Below <= 1) {
			bad("step %d ends at %g, which is not between %g and 1", i+1, step.Below, below)
		}
		below = step.Below
		keys, names, letters = append(keys, step.Key), append(names, step.Name), append(letters, step.Letter)
	}
	if len(s.Steps) > 0 && below != 1 {
		bad("the last step ends at %g, not at 1", below)
	}
	for what, list := range map[string][]string{"key": keys, "name": names, "letter": letters} {
		slices.Sort(list)
		if len(slices.Compact(list)) != len(s.Steps) {
			bad("two steps have the same %s", what)
		}
	}
	return errors.Join(errs...)
}
