package lab

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// archive writes a tar.gz of these files and returns its name.
func archive(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "pages.tar.gz")
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestExtract(t *testing.T) {
	name := archive(t, map[string]string{
		"set/truth.jsonl": `{"id":"one","url":"https://courier.example/a"}` + "\n" + `{"id":"gone","url":"https://courier.example/b"}` + "\n",
		"set/pages/one.html": `<title>Night buses return</title><meta name="author" content="Ned Wray"><meta property="article:published_time" content="2026-01-01T05:00:00+01:00">
			<article><p>Night buses will run again from the first weekend of the year, the city said on Thursday afternoon.</p></article>`,
	})
	var out, report bytes.Buffer
	r := &Run{Out: &out, Report: &report, Now: time.Now}
	if err := r.Extract(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	want := `{"id":"one","title":"Night buses return","text":"Night buses will run again from the first weekend of the year, the city said on Thursday afternoon.","date":"2026-01-01T05:00:00+01:00","author":"Ned Wray"}
{"id":"gone","title":"","text":"","date":"","author":""}
`
	if out.String() != want {
		t.Errorf("got %s want %s", &out, want)
	}
	if !strings.Contains(report.String(), "articles=2 ") {
		t.Errorf("figures are %q", &report)
	}
}

func TestExtract_badInput(t *testing.T) {
	for name, file := range map[string]string{
		"no such file": filepath.Join(t.TempDir(), "none.tar.gz"),
		"no truth":     archive(t, map[string]string{"pages/a.html": "x"}),
		"no JSON":      archive(t, map[string]string{"truth.jsonl": "{\n"}),
		"no id":        archive(t, map[string]string{"truth.jsonl": `{"url":"x"}`}),
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := (&Run{Out: &out, Report: &bytes.Buffer{}, Now: time.Now}).Extract(t.Context(), file)
			var bad *InputError
			if !errors.As(err, &bad) {
				t.Errorf("got %v", err)
			}
			if out.Len() > 0 {
				t.Error("output was written")
			}
		})
	}
}

// The pages with known text, title and date that the project is measured by are read at least as well as promised.
func TestExtract_quality(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(root) != root; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
	}
	data := filepath.Join(root, "../shared/data/extract/extract-dev.tar.gz")
	if _, err := os.Stat(data); err != nil {
		t.Skipf("the pages to measure by are not on this machine: %v", err)
	}
	var out bytes.Buffer
	if err := (&Run{Out: &out, Report: &bytes.Buffer{}, Now: time.Now}).Extract(t.Context(), data); err != nil {
		t.Fatal(err)
	}
	got := map[string]extracted{}
	for line := range strings.Lines(out.String()) {
		var e extracted
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		got[e.ID] = e
	}
	body, title, date := measure(t, data, got)
	t.Logf("body F1 %.4f, title %.4f, date %.4f", body, title, date)
	if body < 0.955 || title < 0.85 || date < 0.85 {
		t.Error("want at least 0.955, 0.85 and 0.85")
	}
}

// measure gives mean shingle F1 of bodies and the shares of right titles and days, as the article extraction benchmark counts them.
func measure(t *testing.T, data string, got map[string]extracted) (body, title, date float64) {
	t.Helper()
	in, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	files := tar.NewReader(in)
	for {
		h, err := files.Next()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(h.Name, "truth.jsonl") {
			break
		}
	}
	var precision, recall, titles, dates, nPrecision, nRecall, nTitles, nDates float64
	for d := json.NewDecoder(files); d.More(); {
		var want struct{ ID, Body, Title, Date string }
		if err := d.Decode(&want); err != nil {
			t.Fatal(err)
		}
		g := got[want.ID]
		if want.Body != "" {
			shared, right, found := overlap(want.Body, g.Text)
			if found > 0 {
				precision, nPrecision = precision+shared/found, nPrecision+1
			}
			recall, nRecall = recall+shared/right, nRecall+1
		}
		if want.Title != "" {
			nTitles++
			if letters(want.Title) == letters(g.Title) {
				titles++
			}
		}
		if want.Date != "" {
			nDates++
			if len(g.Date) >= 10 && g.Date[:10] == want.Date[:10] {
				dates++
			}
		}
	}
	p, r := precision/nPrecision, recall/nRecall
	return 2 * p * r / (p + r), titles / nTitles, dates / nDates
}

var tokens = regexp.MustCompile(`[\pL\pN\pM_]+`)

func letters(s string) string {
	return strings.ReplaceAll(strings.Join(tokens.FindAllString(strings.ToLower(s), -1), ""), "_", "")
}

// overlap counts the four-word shingles that two texts share, and those of each.
func overlap(a, b string) (shared, inA, inB float64) {
	count := map[string]int{}
	for _, s := range shingles(a) {
		count[s]++
		inA++
	}
	for _, s := range shingles(b) {
		if count[s] > 0 {
			count[s]--
			shared++
		}
		inB++
	}
	return shared, inA, inB
}

func shingles(s string) []string {
	words := tokens.FindAllString(s, -1)
	if len(words) == 0 {
		return nil
	}
	var out []string
	for i := range max(len(words)-3, 1) {
		out = append(out, strings.Join(words[i:min(i+4, len(words))], " "))
	}
	return out
}
