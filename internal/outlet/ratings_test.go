package outlet

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parallax-news/parallax/internal/news"
)

// short writes ratings one a line: domain, kind, rater, value and position.
func short(ratings []news.Rating) (lines []string) {
	for _, r := range ratings {
		position := "-"
		if r.Position != nil {
			position = fmt.Sprintf("%+.2f", *r.Position)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s: %s %s", r.Domain, r.Kind, r.Rater, r.Value, position))
	}
	return lines
}

func TestReadRatings(t *testing.T) {
	tests := []struct {
		name, file string
		want       []string
	}{
		{"ours", "domain,kind,rater,value,position,raters,spread,date,link,license\n" +
			"https://www.BBC.co.uk/,lean,Me,a bit left,-0.3,,,2026-08-31,https://me.example/bbc,CC0\n" +
			"bbc.com,,Me,lean left,,3,0.5,2026,,\n" +
			"bbc.com,reliability,Me,high,,,,,,\n" +
			"bbc.com,ownership,Me,The public,,,,,,\n",
			[]string{"bbc.co.uk lean Me: a bit left -0.30", "bbc.com lean Me: lean left -0.50", "bbc.com ownership Me: The public -", "bbc.com reliability Me: high -"}},
		{"ours with semicolons, a mark of the byte order and CRLF", "\ufeffDomain;Rater;Value\r\nbbc.com;Me;Center\r\n", []string{"bbc.com lean Me: Center +0.00"}},
		{"ours by position only", "domain,rater,position\nbbc.com,Me,0.4\n", []string{"bbc.com lean Me: 0.4 +0.40"}},
		{"AllSides", "source_name,source_type,media_bias_rating,source_url,allsides_url\n" +
			"One,News Media,Lean Left,https://www.one.example,https://www.allsides.com/one\n" +
			"One (Opinion),News Media,Left,https://www.one.example/opinion,\n" +
			"Two,News Media,Mixed,http://two.example/,\n",
			[]string{"one.example lean AllSides: Lean Left -0.50", "two.example lean AllSides: Mixed -"}},
		{"AllSides as flattened JSON", "allsides_media_bias_ratings/publication/source_name,allsides_media_bias_ratings/publication/media_bias_rating,allsides_media_bias_ratings/publication/source_url\n" +
			"One,Right,one.example\n", []string{"one.example lean AllSides: Right +1.00"}},
		{"Media Bias/Fact Check", "source,country,bias,factual_reporting,press_freedom,media_type,popularity,mbfc_credibility_rating\n" +
			"one.example,USA,right-center,high,mostly free,newspaper,high traffic,high credibility\n" +
			"two.example,USA,least biased,mostly factual,,,,\n" +
			"three.example,USA,right conspiracy-pseudoscience,very low,,,,\n" +
			"four.example,USA,conspiracy-pseudoscience,,,,,\n",
			[]string{
				"four.example lean Media Bias/Fact Check: conspiracy-pseudoscience -",
				"one.example lean Media Bias/Fact Check: right-center +0.50", "one.example reliability Media Bias/Fact Check: high -",
				"three.example lean Media Bias/Fact Check: right conspiracy-pseudoscience +1.00", "three.example reliability Media Bias/Fact Check: very low -",
				"two.example lean Media Bias/Fact Check: least biased +0.00", "two.example reliability Media Bias/Fact Check: mostly factual -",
			}},
		{"Ad Fontes", "moniker_name,domain,reliability_mean,bias_mean\nOne,one.example,45.43,-9.89\nTwo,two.example,22,18.5\nThree,three.example,30,-6\n",
			[]string{
				"one.example lean Ad Fontes: -9.89 -0.50", "one.example reliability Ad Fontes: 45.43 -",
				"three.example lean Ad Fontes: -6 +0.00", "three.example reliability Ad Fontes: 30 -",
				"two.example lean Ad Fontes: 18.5 +1.00", "two.example reliability Ad Fontes: 22 -",
			}},
		{"a table of raters: the newest year of each", "domain,name,lean_allsides_2023,lean_allsides_2019,lean_mbfc_2026,lean_mbfc_nela2018,lean_adfontes_2022,audience_pew_2014,factuality_mbfc_2024,reliability_wikipedia,mbfc_url\n" +
			"one.example,One,,left-center,extreme-right,left_bias,-20,0.5,mixed,-2,https://mediabiasfactcheck.com/one\n" +
			"10.0.0.1,,Left,,,,,,,,\ntwo..example,,Left,,,,,,,,\nco.uk,,Left,,,,,,,,\n",
			[]string{
				"one.example lean Ad Fontes: -20 -1.00", "one.example lean AllSides: left-center -0.50", "one.example lean Media Bias/Fact Check: extreme-right +1.00",
				"one.example reliability Media Bias/Fact Check: mixed -", "one.example reliability Wikipedia editors: Deprecated -",
			}},
		{"parts give way to the outlet, and do not speak for it against each other", "domain,rater,value\n" +
			"news.one.example,Me,left\none.example,Me,center\none.example/opinion,Me,right\n" +
			"a.two.example,Me,left\nb.two.example,Me,right\n" +
			"a.three.example,Me,left\n" +
			"abcnews.go.com,Me,center\nespn.go.com,Me,left\n",
			[]string{"abcnews.go.com lean Me: center +0.00", "espn.go.com lean Me: left -1.00", "one.example lean Me: center +0.00", "three.example lean Me: left -1.00"}},
		{"nothing but a header", "domain,rater,value\n", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ReadRatings(strings.NewReader(test.file), "pack.csv")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, short(got)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			for _, r := range got {
				if r.Pack != "pack.csv" || r.Raters < 1 {
					t.Errorf("%+v has no pack or raters", r)
				}
			}
		})
	}
}

func TestReadRatingsKeepsWhoseItIs(t *testing.T) {
	got, err := ReadRatings(strings.NewReader("domain,lean_mbfc_2026,mbfc_url\none.example,left,https://mediabiasfactcheck.com/one\n"), "p")
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	if r := got[0]; r.Date != "2026" || r.Link != "https://mediabiasfactcheck.com/one" || r.License == "" || r.Rater != "Media Bias/Fact Check" {
		t.Errorf("got %+v", r)
	}
}

// All or nothing: a bad line is named, and nothing is imported.
func TestBadLine(t *testing.T) {
	own := "domain,rater,value\nbbc.com,Me,center\n"
	tests := []struct {
		name, file string
		line       int
		reason     string
	}{
		{"empty", "", 1, "empty"},
		{"unknown header", "name,colour\nBBC,red\n", 1, "which outlet"},
		{"unknown shape", "domain,colour\nbbc.com,red\n", 1, "known file of ratings"},
		{"unknown column of ours", "domain,rater,value,colour\n", 1, `unknown column "colour"`},
		{"column twice", "domain,rater,value,Value\n", 1, "twice"},
		{"no ratings", "domain,rater\n", 1, "no column holds"},
		{"unknown word", own + "cnn.com,Me,leftish\n", 3, `unknown lean "leftish"`},
		{"empty value", own + "cnn.com,Me,\n", 3, "must not be empty"},
		{"too few columns", own + "cnn.com,Me\n", 3, "columns"},
		{"quote", own + "cnn.com,Me,\"left\n", 3, "quote"},
		{"after a value of two lines", "domain,rater,value\nbbc.com,\"Me\nand you\",center\ncnn.com,Me,leftish\n", 4, "leftish"},
		{"duplicate", own + "https://www.bbc.com/,Me,left\n", 3, "already in line 2"},
		{"no domain", own + "not a domain,Me,left\n", 3, "no domain"},
		{"IP address", own + "10.0.0.1,Me,left\n", 3, "no registrable domain"},
		{"public suffix", own + "co.uk,Me,left\n", 3, "no registrable domain"},
		{"pretended encoding", own + "xn--cnn-.com,Me,left\n", 3, "no registrable domain"},
		{"other scheme", own + "ftp://cnn.com/,Me,left\n", 3, "no domain and no web address"},
		{"password", own + "https://bbc.com@evil.example/,Me,left\n", 3, "no domain and no web address"},
		{"position", "domain,rater,value,position\nbbc.com,Me,x,1.5\n", 2, "no number from -1 to 1"},
		{"position not a number", "domain,rater,value,position\nbbc.com,Me,x,NaN\n", 2, "no number from -1 to 1"},
		{"date", "domain,rater,value,date\nbbc.com,Me,left,31.8.2026\n", 2, "no date"},
		{"link", "domain,rater,value,link\nbbc.com,Me,left,javascript:alert(1)\n", 2, "link"},
		{"kind", "domain,rater,value,kind\nbbc.com,Me,left,colour\n", 2, "unknown kind"},
		{"reliability", "domain,rater,value,kind\nbbc.com,Me,left,reliability\n", 2, "unknown reliability"},
		{"raters", "domain,rater,value,raters\nbbc.com,Me,left,0\n", 2, "no number of raters"},
		{"not UTF-8", own + "cnn.com,M\xe9,left\n", 3, "UTF-8"},
		{"Ad Fontes out of range", "domain,bias,reliability\nbbc.com,43,30\n", 2, "no number from -42 to 42"},
		{"a word for a number", "domain,lean_adfontes_2022\nbbc.com,left\n", 2, "no number"},
		{"table with a bad name", "domain,lean_allsides_2023\nnot a domain,Left\n", 2, "no domain"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ReadRatings(strings.NewReader(test.file), "pack.csv")
			var bad *BadLine
			if !errors.As(err, &bad) {
				t.Fatalf("error is %v", err)
			}
			if bad.File != "pack.csv" || bad.Line != test.line || !strings.Contains(bad.Reason, test.reason) {
				t.Errorf("error is %q, want line %d with %q", bad, test.line, test.reason)
			}
			if got != nil {
				t.Errorf("%d ratings came all the same", len(got))
			}
		})
	}
}

// The compiled table of raters must be accepted whole, and agree with the catalogue's consensus on nearly all sides.
func TestReadRatingsOfTheSharedTable(t *testing.T) {
	f, err := os.Open(shared(t, "sources", "ratings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ratings, err := ReadRatings(f, "ratings.csv")
	if err != nil {
		t.Fatal(err)
	}
	of := make(map[string][]news.Rating)
	for _, r := range ratings {
		if r.Rater == allSides || r.Rater == mbfc || r.Rater == adFontes {
			of[r.Domain] = append(of[r.Domain], r)
		}
	}
	outlets, _, _, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	same, all := 0, 0
	for _, o := range outlets {
		if position, _, _, ok := news.Lean(of[o.Domain]); ok && o.Position != nil {
			all++
			if news.DefaultScale.Side(position) == o.Side {
				same++
			}
		}
	}
	t.Logf("%d ratings; %d of %d rated outlets on the catalogue's side", len(ratings), same, all)
	if all < 1000 || float64(same) < 0.97*float64(all) {
		t.Errorf("%d of %d rated outlets are on the catalogue's side", same, all)
	}
}

func FuzzReadRatings(f *testing.F) {
	f.Add("domain,rater,value\nbbc.com,Me,center\n")
	f.Add("source_name,media_bias_rating,source_url\nOne,Left,https://one.example/\n")
	f.Add("source,bias,factual_reporting\none.example,right-center,high\n")
	f.Add("domain,bias,reliability\none.example,-9.9,45\n")
	f.Add("domain,lean_mbfc_2026,lean_mbfc_2024\n\"one.example\",left,\n")
	f.Fuzz(func(t *testing.T, file string) {
		ratings, err := ReadRatings(strings.NewReader(file), "f")
		if err != nil {
			if bad := new(BadLine); !errors.As(err, &bad) || bad.Line < 1 || bad.Reason == "" || ratings != nil {
				t.Fatalf("%d ratings and %v", len(ratings), err)
			}
			return
		}
		for _, r := range ratings {
			if Domain(r.Domain) != r.Domain || r.Rater == "" || r.Value == "" {
				t.Fatalf("%+v", r)
			}
			if r.Position != nil && !(*r.Position >= -1 && *r.Position <= 1) {
				t.Fatalf("position %v", *r.Position)
			}
		}
	})
}

func BenchmarkReadRatings(b *testing.B) {
	file := "domain,lean_mbfc_2026,factuality_mbfc_2026\n"
	var lines strings.Builder
	lines.WriteString(file)
	for i := range 10_000 {
		fmt.Fprintf(&lines, "outlet%d.example,left-center,high\n", i)
	}
	b.SetBytes(int64(lines.Len()))
	for b.Loop() {
		if _, err := ReadRatings(strings.NewReader(lines.String()), "b"); err != nil {
			b.Fatal(err)
		}
	}
}
