package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

// discard takes an answer and keeps only its status.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }

func benchmarkPage(b *testing.B, s *Server, path string) {
	h := s.Handler()
	b.ReportAllocs()
	for b.Loop() {
		w := &discard{header: http.Header{}}
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.status != http.StatusOK {
			b.Fatalf("GET %s: status %d", path, w.status)
		}
	}
}

// thirty is a story of 30 articles by 30 outlets.
func thirty() news.StoryView {
	v := webtest.Large(clock)
	v.Articles, v.Outlets = v.Articles[:30], v.Outlets[:30]
	return v
}

func BenchmarkStoryPage(b *testing.B) {
	lib := webtest.New(clock)
	v := thirty()
	lib.Views = append(webtest.Many(clock, 6), v)
	for i := range 4 {
		lib.Views[6].Related = append(lib.Views[6].Related, news.Related{Story: lib.Views[i].Story.ID, Kind: "names", Terms: []string{"Veldmark"}})
	}
	b.Run("rendered", func(b *testing.B) { benchmarkPage(b, newServer(b, lib, 0), v.Story.Path()) })
	b.Run("cached", func(b *testing.B) { benchmarkPage(b, newServer(b, lib, 64<<20), v.Story.Path()) })
}

func BenchmarkHomePage(b *testing.B) {
	lib := webtest.Full(clock, 60)
	b.Run("rendered", func(b *testing.B) { benchmarkPage(b, newServer(b, lib, 0), "/") })
	b.Run("cached", func(b *testing.B) { benchmarkPage(b, newServer(b, lib, 64<<20), "/") })
}
