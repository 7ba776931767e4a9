package lab

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tarGz makes an archive of the files, in order of names and bodies.
func tarGz(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for i := 0; i < len(files); i += 2 {
		if err := w.WriteHeader(&tar.Header{Name: files[i], Mode: 0o644, Size: int64(len(files[i+1])), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "feeds.tar.gz")
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFeed(t *testing.T) {
	archive := tarGz(t,
		"feeds/a.xml", `<rss version="2.0"><channel><title>A &amp;amp; B</title><link>https://a.example/</link><language>en-us</language><item><title>One</title><link>/1</link><guid>g</guid><pubDate>Sun, 01 Mar 2026 12:00:00 +0100</pubDate></item></channel></rss>`,
		"feeds/b.html", "<html>no</html>",
		"feeds/index.jsonl", "{}",
	)
	var out, report bytes.Buffer
	r := &Run{Out: &out, Report: &report, Now: time.Now}
	if err := r.Feed(t.Context(), archive); err != nil {
		t.Fatal(err)
	}
	var lines []feedLine
	for line := range strings.Lines(out.String()) {
		var l feedLine
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		lines = append(lines, l)
	}
	if len(lines) != 2 {
		t.Fatalf("%d lines:\n%s", len(lines), &out)
	}
	a := lines[0]
	if a.File != "feeds/a.xml" || a.Title != "A & B" || a.Link != "https://a.example/" || a.Language != "en" || a.Error != "" || len(a.Entries) != 1 {
		t.Errorf("got %+v", a)
	}
	if want := (feedEntry{ID: "g", Title: "One", Link: "https://a.example/1", Published: "2026-03-01T11:00:00Z"}); a.Entries[0] != want {
		t.Errorf("got %+v, want %+v", a.Entries[0], want)
	}
	if b := lines[1]; b.Error == "" || b.Entries == nil || len(b.Entries) != 0 {
		t.Errorf("got %+v", b)
	}
	if !strings.HasPrefix(report.String(), "feeds=2 ") {
		t.Errorf("report %q", &report)
	}
}

func TestFeed_badInput(t *testing.T) {
	good := tarGz(t, "a.xml", "<rss/>")
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut.tar.gz")
	if err := os.WriteFile(cut, whole[:len(whole)-20], 0o644); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(t.TempDir(), "text.tar")
	if err := os.WriteFile(text, []byte(strings.Repeat("no archive ", 100)), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, archive := range map[string]string{
		"missing": filepath.Join(t.TempDir(), "missing.tar.gz"), "cut": cut, "no archive": text, "empty": tarGz(t), "only an index": tarGz(t, "index.jsonl", "{}"),
	} {
		t.Run(name, func(t *testing.T) {
			var out, report bytes.Buffer
			r := &Run{Out: &out, Report: &report, Now: time.Now}
			var bad *InputError
			if err := r.Feed(t.Context(), archive); !errors.As(err, &bad) {
				t.Errorf("got %v", err)
			}
			if out.Len() > 0 {
				t.Errorf("wrote %q", &out)
			}
		})
	}
}

// The corpus of feeds that were made to break parsers, with the scorer that judges it; both lie beside the repository.
func TestFeed_corpus(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared")
	archive, scorer := filepath.Join(shared, "data", "feeds", "feeds-dev.tar.gz"), filepath.Join(shared, "tools", "score_feeds.py")
	for _, name := range []string{archive, scorer} {
		if _, err := os.Stat(name); err != nil {
			t.Skipf("the corpus is not here: %v", err)
		}
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skipf("the scorer needs Python: %v", err)
	}
	predictions := filepath.Join(t.TempDir(), "feeds.jsonl")
	out, err := os.Create(predictions)
	if err != nil {
		t.Fatal(err)
	}
	r := &Run{Out: out, Report: &bytes.Buffer{}, Now: time.Now}
	if err := errors.Join(r.Feed(t.Context(), archive), out.Close()); err != nil {
		t.Fatal(err)
	}
	score, err := exec.CommandContext(t.Context(), python, scorer, "--index", archive, "--pred", predictions, "--worst", "99").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, score)
	}
	_, total, _ := strings.Cut(string(score), "files all right ")
	var right, all int
	if _, err := fmt.Sscanf(total, "%d/%d", &right, &all); err != nil {
		t.Fatalf("%v\n%s", err, score)
	}
	if 1000*right < leastRight*all {
		t.Errorf("%d of %d files are right\n%s", right, all, score)
	}
}

// leastRight is how many files in 1,000 must be read as the corpus wants.
const leastRight = 965
