package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/demo"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/outlet"
)

// demoNotice stands on every page of the demo.
const demoNotice = "Everything here is invented: outlets, people, events and texts."

// Demo is an instance that reads the demo's invented outlets, together with the web that serves them.
type Demo struct {
	*App
	web      *http.Server
	listener net.Listener
}

// BuildDemo opens the demo's web on a free port of loopback and builds an instance that reaches it as its proxy, so that
// no request of the demo can leave the machine. The pipeline is the one that reads real outlets, only more often.
func BuildDemo(ctx context.Context, c config.Config, o Options) (*Demo, error) {
	e, err := demo.Load()
	if err != nil {
		return nil, fmt.Errorf("reading the demo's edition: %w", err)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("opening the demo's web: %w", err)
	}
	c.Site.Name, c.Site.Notice = "Parallax demo", demoNotice
	proxy := "http://" + l.Addr().String()
	c.Fetch = config.Fetch{
		HTTPProxy: proxy, HTTPSProxy: proxy, Hosts: 32, InFlight: 8,
		MinInterval: 20 * time.Second, MaxInterval: time.Minute, Retry: 5 * time.Second,
	}
	a, err := buildDemo(ctx, c, e, o)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &Demo{App: a, listener: l, web: &http.Server{Handler: demo.NewWorld(e, o.Now), ReadHeaderTimeout: 5 * time.Second}}, nil
}

func buildDemo(ctx context.Context, c config.Config, e *demo.Edition, o Options) (*App, error) {
	s, err := openStore(ctx, c, news.DefaultScale, o)
	if err != nil {
		return nil, err
	}
	a := &App{config: c, store: s, log: o.Log, edition: outlet.Edition{
		Name: "Demo edition", Scale: news.DefaultScale, Languages: []string{"en", "de", "fr", "es"},
	}}
	if err := a.seedDemo(ctx, e, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := a.build(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return a, nil
}

// seedDemo fills an empty database with the demo's outlets; real ones never meet them.
func (a *App) seedDemo(ctx context.Context, e *demo.Edition, o Options) error {
	if err := a.store.Migrate(ctx); err != nil {
		return err
	}
	st, err := a.store.Status(ctx)
	if err != nil || st.Feeds > 0 {
		return err
	}
	if err := a.store.SaveOutlets(ctx, e.Outlets); err != nil {
		return err
	}
	if err := a.store.SaveRatings(ctx, "demo", e.Ratings); err != nil {
		return err
	}
	return a.store.SaveFeeds(ctx, e.Feeds(news.NewIDs(o.Now)))
}

// Run serves the demo until ctx ends.
func (d *Demo) Run(ctx context.Context, ready func(addr string)) error {
	go d.web.Serve(d.listener) // ends with Close; what it says then is of no use
	defer d.web.Close()
	return d.App.Run(ctx, ready)
}
