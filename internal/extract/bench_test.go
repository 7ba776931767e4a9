package extract

import (
	"os"
	"testing"
)

// BenchmarkPage reads a page of 4 KB, as most are on a test web.
func BenchmarkPage(b *testing.B) {
	body, err := os.ReadFile("testdata/pages/harbour.html")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if r, err := Page(body, "text/html", "https://www.saltmarsh-courier.example/x"); err != nil || r.Text == "" {
			b.Fatal("no text", err)
		}
	}
}
