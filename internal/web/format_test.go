package web

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

func TestAgo(t *testing.T) {
	for _, tt := range []struct {
		back time.Duration
		want string
	}{
		{-time.Hour, "just now"}, {0, "just now"}, {59 * time.Second, "just now"}, {time.Minute, "1 minute ago"}, {35 * time.Minute, "35 minutes ago"},
		{time.Hour, "1 hour ago"}, {23*time.Hour + 59*time.Minute, "23 hours ago"}, {24 * time.Hour, "yesterday"}, {34 * time.Hour, "2 days ago"},
		{8 * 24 * time.Hour, "8 days ago"}, {90 * 24 * time.Hour, "24 April 2026"},
	} {
		if got := ago(clock.Add(-tt.back), clock); got != tt.want {
			t.Errorf("ago(%v) = %q, want %q", tt.back, got, tt.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1046: "1,046", 1234567: "1,234,567", -1046: "-1,046"} {
		if got := number(n); got != want {
			t.Errorf("number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestMonogram(t *testing.T) {
	for name, want := range map[string]string{
		"Associated Press": "AP", "Bloomberg": "Bl", "The Guardian": "Gu", "The": "Th", "El País": "EP", "朝日新聞": "朝日", "7": "7", "": "?", "“…”": "?",
	} {
		if got := monogram(name); got != want {
			t.Errorf("monogram(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	for _, tt := range []struct {
		name, before, after string
		want                []Word
	}{
		{"same", "A b c", "A b c", []Word{{"A b c", false}}},
		{"end", "A b", "A b c d", []Word{{"A b", false}, {"c d", true}}},
		{"middle", "Senate passes bill", "Senate clears the bill", []Word{{"Senate", false}, {"clears the", true}, {"bill", false}}},
		{"all", "a b", "c d", []Word{{"c d", true}}},
		{"empty before", "", "c", []Word{{"c", true}}},
		{"empty after", "a", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, compare(tt.before, tt.after)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// sides makes a coverage of so many outlets by side: Unrated, Left, Center, Right.
func sides(counts ...int) news.Coverage {
	var all []news.Side
	for side, n := range counts {
		for range n {
			all = append(all, news.Side(side))
		}
	}
	return coverage.Count(all, news.DefaultScale)
}

func TestBar(t *testing.T) {
	s := newServer(t, webtest.New(clock), 0)
	tests := []struct {
		name    string
		c       news.Coverage
		size    barSize
		widths  []string
		cuts    int
		label   string
		letters string
	}{
		{"four outlets", sides(0, 2, 1, 1), barFull, []string{"50%", "25%", "25%"}, 5,
			"Coverage by 4 outlets. Of 4 rated: Left 2, 50%; Center 1, 25%; Right 1, 25%. Unrated: 0.", "LCR"},
		{"46 outlets", sides(14, 15, 9, 8), barFull, []string{"32.609%", "19.565%", "17.391%", "30.435%"}, 3,
			"Coverage by 46 outlets. Of 32 rated: Left 15, 47%; Center 9, 28%; Right 8, 25%. Unrated: 14.", "LCRU"},
		{"none rated", sides(7, 0, 0, 0), barFull, []string{"100%"}, 6, "Coverage by 7 outlets. None is rated. Unrated: 7.", "U"},
		{"one outlet", sides(0, 0, 1, 0), barFull, []string{"100%"}, 0, "Coverage by 1 outlet. Of 1 rated: Left 0, 0%; Center 1, 100%; Right 0, 0%. Unrated: 0.", "C"},
		{"a sliver keeps the floor", sides(12, 97, 58, 2), barFull, []string{"55.98%", "34.32%", "2.6%", "7.101%"}, 3,
			"Coverage by 169 outlets. Of 157 rated: Left 97, 62%; Center 58, 37%; Right 2, 1%. Unrated: 12.", "LCU"},
		{"a sliver in a list", sides(12, 3, 6, 1), barList, []string{"13.636%", "27.273%", "5%", "54.091%"}, 3, "", ""},
		{"hair draws no cells", sides(0, 2, 1, 1), barHair, []string{"50%", "25%", "25%"}, 2, "", ""},
		{"nothing", news.Coverage{}, barList, nil, 0, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := s.bar(tt.c, tt.size)
			var widths []string
			letters := ""
			for _, p := range b.Parts {
				widths = append(widths, p.Width)
				letters += p.Letter
			}
			if diff := cmp.Diff(tt.widths, widths); diff != "" {
				t.Error(diff)
			}
			if len(b.Cuts) != tt.cuts || b.Label != tt.label || letters != tt.letters {
				t.Errorf("%d cuts, label %q, letters %q; want %d, %q, %q", len(b.Cuts), b.Label, letters, tt.cuts, tt.label, tt.letters)
			}
		})
	}
}

// Scales of other lengths keep the first and last look, and what lies between is paler.
func TestBar_otherScales(t *testing.T) {
	for steps, want := range map[int]string{2: "s1 s3 base-u", 4: "s1 s4 s5 s3 base-u", 5: "s1 s4 s2 s5 s3 base-u"} {
		scale := news.Scale{Name: "x"}
		c := news.Coverage{Total: 2 * (steps + 1), Sides: []int{2}}
		for i := range steps {
			scale.Steps = append(scale.Steps, news.Step{Name: string(rune('A' + i)), Letter: string(rune('A' + i)), Below: float64(i)})
			c.Sides, c.Percent = append(c.Sides, 2), append(c.Percent, 100/steps)
		}
		s := newServer(t, webtest.New(clock), 0)
		s.leans = leans(scale)
		var fills []string
		for _, p := range s.bar(c, barFull).Parts {
			fills = append(fills, p.Fill)
		}
		if got := strings.Join(fills, " "); got != want {
			t.Errorf("%d steps: %s, want %s", steps, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	s := newServer(t, webtest.New(clock), 0)
	for _, tt := range []struct {
		c    news.Coverage
		want Line
	}{
		{sides(14, 15, 9, 8), Line{"47% Left", " of 32 rated · 14 unrated"}},
		{sides(0, 4, 4, 0), Line{"Evenly split, Left and Center", " of 8 rated"}},
		{sides(0, 2, 1, 1), Line{"2 Left, 1 Center, 1 Right", " · small sample"}},
		{sides(7, 0, 1, 0), Line{"1 Center", " · 7 unrated · small sample"}},
		{sides(5, 0, 0, 0), Line{"No rated outlet", " · 5 unrated"}},
	} {
		if got := s.line(tt.c); got != tt.want {
			t.Errorf("line = %+v, want %+v", got, tt.want)
		}
	}
}

func TestUnbroken(t *testing.T) {
	for headline, want := range map[string]string{
		"Senate passes bill 61–38 at night": "Senate passes bill 61–\u206038 at night",
		"A vote – and a wait":               "A vote\u00a0– and a wait",
		"A vote — and a wait":               "A vote\u00a0— and a wait",
		"A vote—and a wait":                 "A vote\u2060—and a wait",
		"Rates - what next":                 "Rates\u00a0- what next",
		"A 5-4 split on well-known words":   "A 5-4 split on well-known words", // a hyphen before a digit breaks nowhere, elsewhere it may
		"Serrane : quatre morts « hier »":   "Serrane\u00a0: quatre morts «\u00a0hier\u00a0»",
		"–":                                 "–\u2060",
		"":                                  "",
	} {
		if got := unbroken(headline); got != want {
			t.Errorf("unbroken(%q) = %q, want %q", headline, got, want)
		}
	}
}

func TestQuoted(t *testing.T) {
	for text, want := range map[string]string{
		"Yes, she said.": "“Yes, she said.”", "“Yes,” she said.": "“\u202f“Yes,” she said.”", "She said “yes”": "“She said “yes”\u202f”", "": "“”",
	} {
		if got := quoted(text); got != want {
			t.Errorf("quoted(%q) = %q, want %q", text, got, want)
		}
	}
}
