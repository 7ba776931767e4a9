package web

import (
	"testing"

	"github.com/parallax-news/parallax/internal/web/webtest"
)

// The front page says whom this instance reads: those of the catalogue that it does not read do not count.
func TestHome_outletsRead(t *testing.T) {
	lib := webtest.Full(clock, 30)
	lib.Directory[0].Followed = false // of the left
	s := newServer(t, lib, 0)
	doc := visit(t, s, "/", 200)
	holds(t, doc, ".home-side", "59 outlets, by the side where outside raters place them")
	for i, want := range []string{"Left23", "Center12", "Right12", "Unrated12"} {
		row := doc.Find(".read li").Eq(i)
		if got := row.Find("a").Contents().Last().Text() + row.Find(".n").Text(); got != " "+want {
			t.Errorf("outlets of side %d: %q, want %q", i+1, got, want)
		}
	}
	finds(t, visit(t, s, doc.Find(".read a").AttrOr("href", ""), 200), ".outlets-table tbody tr", 23)
}
