package lab

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestCoverage(t *testing.T) {
	ratings := filepath.Join(t.TempDir(), "ratings.csv")
	if err := os.WriteFile(ratings, []byte("domain,rater,value\none.example,Me,left\ntwo.example,Me,right\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, in, ratings, want string }{
		{
			name: "the catalogue's leans, outlets once, in order of first appearance",
			in: `{"story":"b","domain":"nytimes.com","title":"<i>"}
{"story":"a","domain":"www.lemonde.fr"}

{"story":"b","domain":"WWW.NYTimes.com"}
{"story":"b","domain":"edition.cnn.com"}
{"story":"b","domain":"cnn.com"}
{"story":"b","domain":"abcnews.go.com"}
{"story":"b","domain":"foxnews.com"}
{"story":"b","domain":"nytimes.com.example"}
{"story":"","domain":"cnn.com"}
{"story":"b","domain":""}
`,
			want: `{"story":"b","total":5,"left":2,"center":1,"right":1,"unrated":1,"percent":{"center":25,"left":50,"right":25},"line":"50% Left"}
{"story":"a","total":1,"left":0,"center":0,"right":0,"unrated":1,"percent":null,"line":"No rated outlet"}
`,
		},
		{
			name:    "ratings of one's own",
			in:      `{"story":"a","domain":"one.example"}` + "\n" + `{"story":"a","domain":"two.example"}` + "\n" + `{"story":"a","domain":"nytimes.com"}`,
			ratings: ratings,
			want:    `{"story":"a","total":3,"left":1,"center":0,"right":1,"unrated":1,"percent":{"center":0,"left":50,"right":50},"line":"Evenly split, Left and Right"}` + "\n",
		},
		{name: "nothing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, report bytes.Buffer
			r := Run{In: strings.NewReader(test.in), Out: &out, Report: &report, Now: time.Now}
			if err := r.Coverage(t.Context(), nil, test.ratings); err != nil {
				t.Fatal(err)
			}
			if out.String() != test.want {
				t.Errorf("got\n%swant\n%s", out.String(), test.want)
			}
			if !regexp.MustCompile(`^articles=\d+ seconds=\S+ per_second=\d+ peak_mb=\d+\n$`).MatchString(report.String()) {
				t.Errorf("report is %q", report.String())
			}
		})
	}
}

func TestCoverageOfBadInput(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "ratings.csv")
	if err := os.WriteFile(bad, []byte("domain,rater,value\none.example,Me,leftish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := `{"story":"a","domain":"one.example"}` + "\n"
	tests := []struct {
		name, in, ratings string
		line              int
	}{
		{"no JSON", good + "nonsense\n", "", 2},
		{"no story", good + good + `{"domain":"one.example"}`, "", 3},
		{"no domain", `{"story":"a"}`, "", 1},
		{"bad ratings", good, bad, 2},
		{"missing ratings", good, filepath.Join(dir, "missing.csv"), 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, report bytes.Buffer
			r := Run{In: strings.NewReader(test.in), Out: &out, Report: &report, Now: time.Now}
			err := r.Coverage(t.Context(), nil, test.ratings)
			var in *InputError
			if !errors.As(err, &in) || in.Line != test.line {
				t.Errorf("error is %v, want one of line %d", err, test.line)
			}
			if out.Len() > 0 {
				t.Errorf("%q was written all the same", out.String())
			}
		})
	}
}
