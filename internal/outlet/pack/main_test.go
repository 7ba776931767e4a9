package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func unzip(t *testing.T, packed []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPack(t *testing.T) {
	table := "domain,name,country,language,lean,raters,spread,reliability_wikipedia,owner,ownership_type,feeds,feed_origins\n" +
		"b.example,B,ES,he,,0,,-2,,,https://b.example/sport/rss https://b.example/rss#top https://b.example/rss https://a.example/rss ftp://b.example/x https://b.example/f?apikey=1,x\n" +
		"news.a.example,A news,US,en,-0.50,2,0.50,1,Someone,Private Media,https://news.a.example/rss,x\n" +
		"c.example,,GR,gr,,0,,,,,,\n" +
		"www2.c.example,C host,GR,gr,,0,,,,,https://www2.c.example/rss,\n" +
		"co.uk,Nobody,,,,0,,,,,,\n"
	packed, err := pack(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	want := "a.example,A news,US,en,-0.50,2,0.50,Generally reliable,Someone,Private Media,https://news.a.example/rss\n" +
		"b.example,B,ES,,,,,Deprecated,,,https://b.example/rss https://b.example/sport/rss\n" +
		"c.example,c.example,GR,el,,,,,,,https://www2.c.example/rss\n"
	if d := cmp.Diff(want, unzip(t, packed)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if _, err := pack(strings.NewReader(strings.Replace(table, ",-2,", ",7,", 1))); err == nil {
		t.Error("an unknown reliability was packed")
	}
}

// The catalogue in the repository must be what this program makes of the shared table.
func TestCatalogueIsUpToDate(t *testing.T) {
	table, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "data", "sources", "catalogue.csv"))
	if err != nil {
		t.Skipf("the shared data is not here: %v", err)
	}
	defer table.Close()
	want, err := pack(table)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("..", "catalogue.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if unzip(t, got) != unzip(t, want) {
		t.Error("catalogue.csv.gz is not what pack makes: run go generate ./internal/outlet")
	}
}
