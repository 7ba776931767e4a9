package pipeline_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

// TestCutVisit: when the last visit of a host was cut off, nobody knows when it asked last, so the next one waits the host's delay.
func TestCutVisit(t *testing.T) {
	i := newInstance(t)
	i.Config.Fetch.HostDelay = time.Hour
	if _, ok, err := i.store.TakeHost(t.Context(), "news.example", "dead", i.now, i.now.Add(i.Lease)); err != nil || !ok {
		t.Fatal(ok, err)
	}
	i.visit(t)
	if len(i.web.asked) != 0 {
		t.Errorf("a host that another holds was asked for %s", i.web.asked[0].URL)
	}
	i.now = i.now.Add(i.Lease)
	i.visit(t)
	if len(i.web.asked) != 0 {
		t.Errorf("a host whose visit was cut off was asked for %s at once", i.web.asked[0].URL)
	}
	i.now = i.now.Add(time.Hour)
	i.visit(t)
	if len(i.web.asked) != 1 {
		t.Errorf("after its delay the host was asked for %v, want its robots.txt", i.web.asked)
	}
}

// deadline is a web that never answers; it notes how long it was given.
type deadline struct{ given time.Duration }

func (d *deadline) Get(ctx context.Context, _ fetch.Request) (*fetch.Response, error) {
	if at, ok := ctx.Deadline(); ok {
		d.given = time.Until(at)
	}
	return nil, errors.New("no answer")
}

// TestRequestEndsWithLease: a request ends before another process may ask the host.
func TestRequestEndsWithLease(t *testing.T) {
	i, d := newInstance(t), &deadline{}
	i.Fetch = d
	i.visit(t)
	if d.given <= 0 || d.given > i.Lease {
		t.Errorf("a request may take %s, the lease is %s", d.given, i.Lease)
	}
}

// meddled is an archive where something happens once, after arrivals were listed.
type meddled struct {
	pipeline.Archive
	happens func()
}

func (m *meddled) Arrivals(ctx context.Context, language string, limit int) ([]news.Article, error) {
	list, err := m.Archive.Arrivals(ctx, language, limit)
	if f := m.happens; f != nil {
		m.happens = nil
		f()
	}
	return list, err
}

// TestGroupedMeanwhile: articles that another process groups while we are about to are not grouped again.
func TestGroupedMeanwhile(t *testing.T) {
	i := newInstance(t)
	const one, two = "https://news.example/one", "https://news.example/two"
	i.web.answers[feedURL] = says("application/rss+xml", rss("Lindholm votes for bridge|"+one, "Bridge wins vote in Lindholm|"+two))
	i.web.answers[one], i.web.answers[two] = says("text/html", page("Lindholm votes for bridge")), says("text/html", page("Bridge wins vote in Lindholm"))
	i.visit(t)
	needs := i.Needs
	other := pipeline.New(needs)
	needs.Archive = &meddled{i.store, func() {
		if err := other.GroupLanguage(t.Context(), "en"); err != nil {
			t.Error(err)
		}
	}}
	if err := pipeline.New(needs).GroupLanguage(t.Context(), "en"); err != nil {
		t.Fatal(err)
	}
	mark, err := i.store.GroupState(t.Context(), "en")
	if err != nil {
		t.Fatal(err)
	}
	if mark != 1 {
		t.Errorf("the grouping changed %d times, want once", mark)
	}
	views := i.stories(t)
	if len(views) != 1 || len(views[0].Articles) != 2 || views[0].Articles[0].ReprintOf == 0 {
		t.Errorf("want one story of two articles, the later of which is a reprint: %+v", views)
	}
}
