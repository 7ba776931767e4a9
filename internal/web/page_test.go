package web

import (
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
	"log/slog"
)

// clock is the time of all tests.
var clock = time.Date(2026, 7, 23, 9, 40, 0, 0, time.UTC)

// newServer builds the pages over a library, without a page cache unless bytes are given.
func newServer(t testing.TB, lib Library, cacheBytes int64) *Server {
	t.Helper()
	s, err := New(Needs{
		Library: lib, Edition: Edition{Name: "International edition", Scale: news.DefaultScale, Languages: []string{"en"}},
		Site: Site{Name: "Parallax", URL: "https://news.example", Operator: "The reading room", Contact: "room@news.example"},
		Now:  func() time.Time { return clock }, Log: slog.New(slog.DiscardHandler), CacheBytes: cacheBytes, Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var _ Library = (*webtest.Library)(nil)
