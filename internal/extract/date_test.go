package extract

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TIME-01: a date means the same in every form that Go can write and pages do.
func TestTIME01_layouts(t *testing.T) {
	layouts := []struct {
		layout        string
		minute, zoned bool
	}{
		{time.RFC3339, true, true}, {time.RFC3339Nano, true, true}, {"2006-01-02T15:04:05-0700", true, true}, {"2006-01-02T15:04-07:00", true, true},
		{"2006-01-02T15:04:05.000Z07:00", true, true}, {"20060102T150405-0700", true, true}, {"2006-01-02 15:04:05 -0700", true, true},
		{"2006-01-02 15:04:05", true, false}, {"2006-01-02 15:04", true, false}, {"2006-01-02T15:04:05", true, false}, {"2006/01/02 15:04", true, false},
		{"2006.01.02 15:04:05", true, false}, {time.RFC1123Z, true, true}, {"Mon, 2 Jan 2006 15:04:05 -0700", true, true}, {"Mon, 02 Jan 2006 15:04 -0700", true, true},
		{time.RubyDate, true, true}, {"Mon Jan 02 2006 15:04:05 GMT-0700", true, true}, {time.ANSIC, true, false}, {"January 2, 2006 3:04 PM", true, false},
		{"Jan. 2, 2006 at 3:04 p.m.", true, false}, {"Jan 2, 2006 | 3:04pm", true, false}, {"2 January 2006, 15:04", true, false}, {"2 Jan 2006 15:04", true, false},
		{"15:04, 2 January 2006", true, false}, {"Monday, January 2, 2006 15:04", true, false}, {"2.1.2006 15:04", true, false}, {"02.01.2006, 15:04 Uhr", true, false},
		{"02.01.2006 15.04 Uhr", true, false}, {"02.01.2006 15h04", true, false}, {"2006年1月2日 15:04", true, false}, {"2006年1月2日15时04分", true, false},
		{"2006년 1월 2일 15:04", true, false}, {"2006-01-02", false, false}, {"20060102", false, false}, {"2006/1/2", false, false}, {"2 January 2006", false, false},
		{"January 2, 2006", false, false}, {"Jan 2 2006", false, false}, {"02-Jan-2006", false, false}, {"2.1.2006", false, false}, {"2. January 2006", false, false},
		{"Published: January 2, 2006", false, false}, {"Updated on 2 January 2006 by Ida", false, false},
	}
	zones := []*time.Location{time.UTC, time.FixedZone("", -5*3600), time.FixedZone("", 5*3600+1800), time.FixedZone("", 2*3600)}
	days := [][3]int{{2026, 3, 14}, {2024, 2, 29}, {1999, 12, 31}, {2020, 10, 9}}
	for i, l := range layouts {
		for j, d := range days {
			want := time.Date(d[0], time.Month(d[1]), d[2], 18, 7, 0, 0, zones[(i+j)%len(zones)])
			written := want.Format(l.layout)
			t.Run(written, func(t *testing.T) {
				got, ok := parseDate(written, "de")
				if !ok {
					t.Fatal("no date")
				}
				want := want
				if !l.zoned {
					want = time.Date(d[0], time.Month(d[1]), d[2], 18, 7, 0, 0, time.UTC)
				}
				if !l.minute {
					want = want.Truncate(24 * time.Hour)
				}
				if !got.Equal(want) || got.minute != l.minute || got.Format("-07:00") != want.Format("-07:00") {
					t.Errorf("got %v (minute %t), want %v", got.Time, got.minute, want)
				}
			})
		}
	}
}

func TestTIME01_languages(t *testing.T) {
	for _, c := range []struct{ in, lang, want string }{
		{"14. März 2026, 18:07 Uhr", "de", "2026-03-14T18:07:00Z"},
		{"Samstag, 14.03.2026 um 18.07 Uhr", "de", "2026-03-14T18:07:00Z"},
		{"14 mars 2026 à 18h07", "fr", "2026-03-14T18:07:00Z"},
		{"Publié le 1er août 2025", "fr", "2025-08-01T00:00:00Z"},
		{"14 de marzo de 2026, 18:07", "es", "2026-03-14T18:07:00Z"},
		{"14 de março de 2026 às 18h07", "pt", "2026-03-14T18:07:00Z"},
		{"14 marzo 2026", "it", "2026-03-14T00:00:00Z"},
		{"zaterdag 14 maart 2026 18:07", "nl", "2026-03-14T18:07:00Z"},
		{"14 marca 2026, godz. 18:07", "pl", "2026-03-14T18:07:00Z"},
		{"14 марта 2026, 18:07", "ru", "2026-03-14T18:07:00Z"},
		{"14 березня 2026", "uk", "2026-03-14T00:00:00Z"},
		{"14. března 2026", "cs", "2026-03-14T00:00:00Z"},
		{"14 Mart 2026", "tr", "2026-03-14T00:00:00Z"},
		{"14. maaliskuuta 2026", "fi", "2026-03-14T00:00:00Z"},
		{"14 mars 2026", "sv", "2026-03-14T00:00:00Z"},
		{"14 Μαρτίου 2026", "el", "2026-03-14T00:00:00Z"},
		{"14 مارس 2026", "ar", "2026-03-14T00:00:00Z"},
		{"2026年3月14日 18:07", "zh", "2026-03-14T18:07:00Z"},
		{"3/4/2026", "en-US", "2026-03-04T00:00:00Z"},
		{"3/4/2026", "en", "2026-03-04T00:00:00Z"},
		{"3/4/2026", "en-GB", "2026-04-03T00:00:00Z"},
		{"3/4/2026", "fr", "2026-04-03T00:00:00Z"},
		{"14/3/2026", "en-US", "2026-03-14T00:00:00Z"},
		{"March 14, 2026 12:05 AM", "en", "2026-03-14T00:05:00Z"},
		{"March 14, 2026 12:05 PM", "en", "2026-03-14T12:05:00Z"},
		{"March 14, 2026 6:07 p.m. EST", "en", "2026-03-14T18:07:00-05:00"},
		{"March 14, 2026 6:07 PM ET", "en", "2026-03-14T18:07:00-04:00"},
		{"January 14, 2026 6:07 PM ET", "en", "2026-01-14T18:07:00-05:00"},
		{"14.03.2026 18:07 MEZ", "de", "2026-03-14T18:07:00+01:00"},
		{"14 Mar 2026 18:07 UTC+2", "en", "2026-03-14T18:07:00+02:00"},
		{"1773511620", "", "2026-03-14T18:07:00Z"},
		{"1773511620000", "", "2026-03-14T18:07:00Z"},
	} {
		t.Run(c.in+" "+c.lang, func(t *testing.T) {
			got, ok := parseDate(c.in, c.lang)
			if !ok || got.Format(time.RFC3339) != c.want {
				t.Errorf("got %v, want %s", got.Time, c.want)
			}
		})
	}
}

func TestTIME01_noDates(t *testing.T) {
	for _, in := range []string{
		"", "2026", "March 2026", "0000-00-00", "2026-02-30", "31 April 2026", "2026-13-01", "9999-12-31", "1970-01-01T00:00:00Z", "0", "99999999999999999999",
		"+1 555 2026 19", "12:05", "3 hours ago", "version 10.4.2", "1.2.3", "The 5 best of 2026", "-62135596800", "20261399",
	} {
		t.Run(in, func(t *testing.T) {
			if got, ok := parseDate(in, "en"); ok {
				t.Errorf("got %v", got.Time)
			}
		})
	}
}

// T29: dates in the future are not believed when the time is known, and a page's own clock gives its zone.
func TestPage_dates(t *testing.T) {
	now := time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC)
	meta := func(name, value string) string { return fmt.Sprintf(`<meta property=%q content=%q>`, name, value) }
	for _, c := range []struct{ name, url, page, published, modified string }{
		{"JSON-LD before meta", "/x", `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-03-14T06:00:00Z"}</script>` + meta("article:published_time", "2026-03-10T06:00:00Z"), "2026-03-14T06:00:00Z", ""},
		{"future JSON-LD is passed over", "/x", `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2027-03-14T06:00:00Z"}</script>` + meta("article:published_time", "2026-03-10T06:00:00Z"), "2026-03-10T06:00:00Z", ""},
		{"1970 is passed over", "/2026/03/09/x", meta("article:published_time", "1970-01-01T00:00:00Z"), "2026-03-09T00:00:00Z", ""},
		{"modified later", "/x", meta("article:published_time", "2026-03-10T06:00:00Z") + meta("article:modified_time", "2026-03-11T07:30:00+02:00"), "2026-03-10T06:00:00Z", "2026-03-11T07:30:00+02:00"},
		{"modified before published", "/x", meta("article:published_time", "2026-03-10T06:00:00Z") + meta("article:modified_time", "2026-03-09T07:30:00Z"), "2026-03-10T06:00:00Z", ""},
		{"only modified", "/x", meta("article:modified_time", "2026-03-09T07:30:00Z"), "2026-03-09T07:30:00Z", ""},
		{"the address's day takes the text's time", "/2026/03/10/x", `<h1>T</h1><span class="date">10 March 2026, 18:07</span>`, "2026-03-10T18:07:00Z", ""},
		{"the page's clock gives the zone", "/x", meta("article:published_time", "2026-03-10T04:30:00Z") + `<h1>T</h1><time>March 9, 2026 11:30 p.m.</time>`, "2026-03-09T23:30:00-05:00", ""},
		{"another article's time is not ours", "/x", `<h1>T</h1><aside><time datetime="2026-01-01">1 January</time></aside><p class="date">5 March 2026</p>`, "2026-03-05T00:00:00Z", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Options{Now: now}.Page([]byte("<title>T</title>"+c.page), "", "https://a.example"+c.url)
			if err != nil {
				t.Fatal(err)
			}
			write := func(t time.Time) string {
				if t.IsZero() {
					return ""
				}
				return t.Format(time.RFC3339)
			}
			if write(r.Published) != c.published || write(r.Modified) != c.modified {
				t.Errorf("published %s, modified %s; want %s, %s", write(r.Published), write(r.Modified), c.published, c.modified)
			}
		})
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-03-14T18:07:00+01:00", "14. März 2026, 18.07 Uhr", "Mar 14 6 p.m. ET 2026", "2026年3月14日", "1773511620"} {
		f.Add(s, "de")
	}
	f.Fuzz(func(t *testing.T, s, lang string) {
		got, ok := parseDate(s, lang)
		if !ok {
			return
		}
		if y := got.Year(); y < firstYear-1 || y > lastYear+1 {
			t.Errorf("%q gives the year %d", s, y)
		}
		again, ok := parseDate(got.Format(time.RFC3339), lang)
		if !ok || !again.Equal(got.Truncate(time.Second)) {
			t.Errorf("%q gives %v, and that gives %v", s, got.Time, again.Time)
		}
		if strings.TrimSpace(s) == "" {
			t.Error("white space gives a date")
		}
	})
}
