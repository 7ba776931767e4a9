package outlet

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/parallax-news/parallax/internal/news"
)

// defaultList is the readable list of the default edition, with the rule by which it was chosen.
//
//go:embed default.csv
var defaultList []byte

// Edition is what an instance follows and how it places it.
type Edition struct {
	Name      string     `yaml:"name"`
	Version   string     `yaml:"version"` // changes with every change; a month does well
	Scale     news.Scale `yaml:"scale"`
	Languages []string   `yaml:"languages"` // BCP 47 primary tags of its outlets, most frequent first
	Members   []Member   `yaml:"outlets"`
}

// Member is an outlet of an edition. Empty fields take the catalogue's word.
type Member struct {
	Domain   string   `yaml:"domain"`
	Name     string   `yaml:"name"`
	Country  string   `yaml:"country"`  // ISO 3166-1 alpha-2
	Language string   `yaml:"language"` // BCP 47 primary tag
	Feeds    []string `yaml:"feeds"`    // http(s); only these where there are any
	Discover bool     `yaml:"discover"` // find its feeds at its home page, whatever the catalogue has
}

// UnmarshalYAML reads an outlet of which only the domain is given, or one with more fields.
func (m *Member) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		return node.Decode(&m.Domain)
	}
	for i := 0; i < len(node.Content); i += 2 { // Decode of a node does not look for unknown keys
		if key := node.Content[i]; !slices.Contains(memberKeys, key.Value) {
			return fmt.Errorf("line %d: unknown key %q: known are %s", key.Line, key.Value, strings.Join(memberKeys, ", "))
		}
	}
	type fields Member // without this method
	return node.Decode((*fields)(m))
}

var memberKeys = []string{"domain", "name", "country", "language", "feeds", "discover"}

// Default returns the built-in edition: about 150 outlets on the default scale.
func Default() Edition {
	e := Edition{
		Name: "International", Version: "2026-11", Scale: news.DefaultScale,
		Languages: []string{"en", "es", "de", "it", "nl", "pt", "ar", "da", "fi", "fr", "hu", "ja", "ko", "no", "pl", "ro", "ru", "sv", "uk"},
	}
	r := csv.NewReader(bytes.NewReader(defaultList))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic("outlet: the list of the default edition is built in and tested: " + err.Error())
	}
	for _, row := range rows[1:] {
		e.Members = append(e.Members, Member{Domain: row[0], Name: row[1], Language: row[2], Discover: row[3] == "discover"})
	}
	return e
}

// ReadEdition reads an edition from YAML (or JSON). Without a scale it gets the default one. Unknown keys and
// everything that Validate finds are errors, which carry the name.
func ReadEdition(r io.Reader, name string) (Edition, error) {
	var e Edition
	d := yaml.NewDecoder(r)
	d.KnownFields(true)
	if err := d.Decode(&e); err != nil {
		return Edition{}, fmt.Errorf("reading the edition %s: %w", name, err)
	}
	if len(e.Scale.Steps) == 0 && e.Scale.Name == "" {
		e.Scale = news.DefaultScale
	}
	if err := e.Validate(); err != nil {
		return Edition{}, fmt.Errorf("reading the edition %s: %w", name, err)
	}
	return e, nil
}

// Outlets returns the edition's outlets, followed, under the edition's names and on its scale; what the edition
// does not say is the built-in catalogue's. An outlet that the catalogue does not have is unrated.
func (e Edition) Outlets() ([]news.Outlet, error) {
	outlets, _, _, err := Catalogue()
	if err != nil {
		return nil, err
	}
	known := make(map[string]news.Outlet)
	for _, o := range outlets {
		known[o.Domain] = o
	}
	var chosen []news.Outlet
	for _, m := range e.Members {
		o := known[m.Domain]
		o.Domain = m.Domain
		o.Name = cmp.Or(m.Name, o.Name, m.Domain)
		o.Country = cmp.Or(m.Country, o.Country)
		o.Language = cmp.Or(m.Language, o.Language)
		if o.Position != nil {
			o.Side = e.Scale.Side(*o.Position)
		}
		o.Followed = true
		chosen = append(chosen, o)
	}
	return chosen, nil
}

// Feeds returns the feeds of the edition's outlets: those that it names, else the built-in catalogue's. An outlet
// without any, or whose feeds are to be discovered, gets one of news.FormatDiscover at its home page. They have no IDs yet.
func (e Edition) Feeds() ([]news.Feed, error) {
	_, _, feeds, err := Catalogue()
	if err != nil {
		return nil, err
	}
	known := make(map[string][]news.Feed)
	for _, f := range feeds {
		known[f.Outlet] = append(known[f.Outlet], f)
	}
	var polled []news.Feed
	for _, m := range e.Members {
		own := known[m.Domain]
		if m.Discover {
			own = nil
		}
		if len(m.Feeds) > 0 {
			own = nil
			for _, address := range m.Feeds {
				f, err := feedOf(m.Domain, address)
				if err != nil {
					return nil, err
				}
				own = append(own, f)
			}
		}
		if len(own) == 0 {
			own = []news.Feed{HomePage(m.Domain)}
		}
		polled = append(polled, own...)
	}
	return polled, nil
}

// feedOf is an outlet's feed at an address.
func feedOf(domain, address string) (news.Feed, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return news.Feed{}, fmt.Errorf("%s: %q is no address of a feed", domain, address)
	}
	return news.Feed{Outlet: domain, URL: address, Host: u.Host}, nil
}

// HomePage is the feed of an outlet whose feeds are still to be found at its home page.
func HomePage(domain string) news.Feed {
	return news.Feed{Outlet: domain, URL: "https://" + domain + "/", Host: domain, Format: news.FormatDiscover}
}

var (
	stepKey  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)
	language = regexp.MustCompile(`^[a-z]{2,3}$`)
	country  = regexp.MustCompile(`^[A-Z]{2}$`)
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
			bad("%q is no outlet's domain%s", m.Domain, perhaps(m.Domain))
		case seen[m.Domain]:
			bad("%s is there twice", m.Domain)
		}
		seen[m.Domain] = true
		if m.Language != "" && !language.MatchString(m.Language) {
			bad("%s: %q is no language tag like en", m.Domain, m.Language)
		}
		if m.Country != "" && !country.MatchString(m.Country) {
			bad("%s: %q is no country code like US", m.Domain, m.Country)
		}
		for _, address := range m.Feeds {
			if _, err := feedOf(m.Domain, address); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// perhaps names the domain that was meant, if there is one.
func perhaps(host string) string {
	if domain := Domain(host); domain != "" {
		return fmt.Sprintf(": %s is meant?", domain)
	}
	return ""
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
	for i, list := range [][]string{keys, names, letters} {
		slices.Sort(list)
		if len(slices.Compact(list)) != len(s.Steps) {
			bad("two steps have the same %s", []string{"key", "name", "letter"}[i])
		}
	}
	return errors.Join(errs...)
}
