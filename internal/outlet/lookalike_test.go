package outlet

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"

	"github.com/parallax-news/parallax/internal/news"
)

// biggest are 50 outlets that imitators would choose.
var biggest = strings.Fields(`nytimes.com washingtonpost.com cnn.com foxnews.com bbc.com bbc.co.uk theguardian.com reuters.com apnews.com usatoday.com
	nbcnews.com cbsnews.com msnbc.com npr.org politico.com wsj.com bloomberg.com ft.com economist.com time.com newsweek.com theatlantic.com
	huffpost.com nypost.com latimes.com thehill.com axios.com cnbc.com forbes.com telegraph.co.uk independent.co.uk dailymail.co.uk
	mirror.co.uk thetimes.co.uk aljazeera.com dw.com lemonde.fr spiegel.de elpais.com corriere.it repubblica.it asahi.com scmp.com
	haaretz.com jpost.com thehindu.com dawn.com washingtontimes.com nationalreview.com newsmax.com`)

// homoglyphs are letters of other scripts and digits that imitators put for Latin ones.
var homoglyphs = map[byte][]string{
	'a': {"а", "ɑ", "4"}, 'b': {"Ь"}, 'c': {"с"}, 'd': {"ԁ"}, 'e': {"е", "3"}, 'f': {"ƒ"}, 'g': {"9"}, 'h': {"һ"}, 'i': {"і", "1", "l"}, 'j': {"ј"}, 'k': {"к"},
	'l': {"1", "i"}, 'm': {"rn"}, 'n': {"ո"}, 'o': {"о", "0", "ο"}, 'p': {"р"}, 'q': {"ԛ"}, 'r': {"г"}, 's': {"ѕ", "5"}, 't': {"τ", "7"}, 'u': {"υ", "ս"},
	'v': {"ν"}, 'w': {"ԝ", "vv"}, 'x': {"х"}, 'y': {"у"}, 'z': {"2"},
}

// imitate makes a name that could be taken for a domain, in one of ten ways.
func imitate(domain string, way int, random *rand.Rand) string {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	name := strings.TrimSuffix(domain, "."+suffix)
	i := random.IntN(len(name))
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	switch way {
	case 0:
		name = name[:i] + pick(homoglyphs[name[i]]...) + name[i+1:]
	case 1: // two letters of other scripts or marks
		name = name[:i] + pick(homoglyphs[name[i]]...) + name[i+1:]
		name = strings.Replace(name, pick("a", "e", "o", "s"), pick("á", "é", "ó", "ś"), 1)
	case 2:
		suffix = pick("news", "ltd", "co", "net", "info", "com.co", "online")
	case 3:
		name += pick("-news", "-online", "24", "-live", "news", "online")
	case 4:
		name = pick("the-", "my-news-", "real-", "breaking-") + name
	case 5: // a letter twice
		name = name[:i] + name[i:i+1] + name[i:]
	case 6: // a letter left out, where enough are left
		if len(name) > 4 {
			name = name[:i] + name[i+1:]
		} else {
			name += "-com"
		}
	case 7: // two letters swapped
		i = min(i, len(name)-2)
		name = name[:i] + name[i+1:i+2] + name[i:i+1] + name[i+2:]
	case 8: // a hyphen put in
		i = max(i, 1)
		name = name[:i] + "-" + name[i:]
	case 9: // the outlet's own domain before another
		return domain + "." + pick("evil", "reader", "login") + ".example"
	}
	return name + "." + suffix
}

// POIS-04: of 500 generated look-alikes of 50 big outlets none inherits a rating, and at least 99 % are flagged as such.
func TestPOIS04_lookAlikes(t *testing.T) {
	outlets, _, _, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	rated := make(map[string]news.Outlet)
	var domains []string
	for _, o := range outlets {
		if o.Position != nil {
			rated[o.Domain] = o
			domains = append(domains, o.Domain)
		}
	}
	resemblance := NewResemblance(append(domains, biggest...))
	random := rand.New(rand.NewPCG(1, 2))
	real := make(map[string]bool)
	for _, d := range biggest {
		real[d] = true
	}
	inherited, flagged, all := 0, 0, 0
	for _, domain := range biggest {
		for way := range 10 {
			host := imitate(domain, way, random)
			for real[Domain(host)] || rated[Domain(host)].Domain != "" { // by chance another outlet, or the same
				host = imitate(domain, (way+2)%5, random)
			}
			all++
			if rated[Domain(host)].Domain != "" {
				inherited++
				t.Errorf("%s inherits from %s", host, Domain(host))
			}
			found := false
			for _, l := range resemblance.Of(host) {
				found = found || l.Domain == domain
			}
			if found {
				flagged++
			} else {
				t.Logf("%s is not flagged as like %s", host, domain)
			}
		}
	}
	t.Logf("%d look-alikes: %d inherit, %d flagged", all, inherited, flagged)
	if all != 500 || inherited > 0 || flagged < 495 {
		t.Errorf("%d look-alikes: %d inherit, %d flagged", all, inherited, flagged)
	}
}

func TestResemblance(t *testing.T) {
	r := NewResemblance([]string{"bbc.com", "washingtonpost.com", "time.com"})
	tests := []struct {
		host string
		want string
	}{
		{"bbc.com", "[]"},
		{"www.bbc.com", "[]"},
		{"example.org", "[]"},
		{"washingtonexaminer.com", "[]"},
		{"abbcor.com", "[]"},
		{"bbc.news", "[{bbc.com the name looks the same}]"},
		{"ьbc.com", "[{bbc.com the name looks the same}]"},
		{"bbc-breaking.example", "[{bbc.com the name holds the outlet's name}]"},
		{"washingtonpost.pm", "[{washingtonpost.com the name looks the same}]"},
		{"washingtonpots.com", "[{washingtonpost.com the name differs by a slip of the keyboard}]"},
		{"washingtonpost.com.evil.example", "[{washingtonpost.com the outlet's domain stands before its own}]"},
		{"tirne.com", "[{time.com the name looks the same}]"},
		{"10.0.0.1", "[]"},
	}
	for _, test := range tests {
		t.Run(test.host, func(t *testing.T) {
			if got := fmt.Sprint(r.Of(test.host)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func BenchmarkResemblance(b *testing.B) {
	outlets, _, _, err := Catalogue()
	if err != nil {
		b.Fatal(err)
	}
	var domains []string
	for _, o := range outlets {
		if o.Position != nil {
			domains = append(domains, o.Domain)
		}
	}
	r := NewResemblance(domains)
	for b.Loop() {
		r.Of("washingtonpots.com")
	}
}
