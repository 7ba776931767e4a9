package extract

import (
	"os"
	"testing"
	"time"
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

// BenchmarkHostile reads the pages of TestDOS07_hostileShapes; each must stay below 3 s on one core.
func BenchmarkHostile(b *testing.B) {
	for name, page := range hostileShapes(MaxBody - 1000) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := (Options{Timeout: time.Hour}).Page([]byte(page), "text/html", "https://a.example/x"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
