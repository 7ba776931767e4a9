// Package app puts the parts of Parallax together and runs the roles that a process was given. It is
// the only room that knows all the others; nothing in it is a rule of news.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"github.com/parallax-news/parallax/internal/api"
	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/outlet"
	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/store"
	"github.com/parallax-news/parallax/internal/web"
)

// The store is what pipeline, web and api ask for.
var (
	_ pipeline.Archive = (*store.Store)(nil)
	_ web.Library      = (*store.Store)(nil)
	_ api.Library      = (*store.Store)(nil)
)

// stopTime is how long a process may take to stop.
const stopTime = 8 * time.Second

// App is one process of an instance, built but not running.
type App struct {
	config  config.Config
	edition outlet.Edition
	store   *store.Store
	jobs    store.Jobs // nil without a role that works on jobs
	hubs    feed.Callbacks
	server  *http.Server
	log     *slog.Logger
}

// Options are what an App needs besides its configuration.
type Options struct {
	Version string
	Now     func() time.Time
	Log     *slog.Logger
	Lease   time.Duration // 0 means pipeline.LeaseTime
}

// Build opens the database and constructs the parts; it starts nothing. Close, or the end of Run, frees them.
func Build(ctx context.Context, c config.Config, o Options) (*App, error) {
	edition, err := Edition(c)
	if err != nil {
		return nil, err
	}
	s, err := Open(ctx, c, o)
	if err != nil {
		return nil, err
	}
	a := &App{config: c, edition: edition, store: s, log: o.Log}
	if err := a.build(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return a, nil
}

func (a *App) build(ctx context.Context, o Options) error {
	if err := follow(ctx, a.store, a.edition, o); err != nil {
		return err
	}
	var err error
	if a.hubs, err = callbacks(ctx, a.store, a.config.Site.URL); err != nil {
		return err
	}
	if err := a.buildJobs(o); err != nil {
		return err
	}
	if !slices.Contains(a.config.Roles, "web") {
		return nil
	}
	h, err := a.handler(o)
	if err != nil {
		return err
	}
	a.server = &http.Server{
		Addr: a.config.Addr, Handler: h, ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	return nil
}

// Edition loads the edition that the configuration names, the built-in one by default.
func Edition(c config.Config) (outlet.Edition, error) {
	if c.Site.Edition == "" {
		return outlet.Default(), nil
	}
	f, err := os.Open(c.Site.Edition)
	if err != nil {
		return outlet.Edition{}, fmt.Errorf("site.edition: %w", err)
	}
	defer f.Close()
	return outlet.ReadEdition(f, c.Site.Edition)
}

// NewFetcher builds the way out as the configuration says.
func NewFetcher(c config.Config, o Options) (*fetch.Client, error) {
	var allow []netip.Prefix
	for _, n := range c.Fetch.AllowNetworks {
		p, err := netip.ParsePrefix(n)
		if err != nil {
			return nil, fmt.Errorf("fetch.allow_networks: %w", err)
		}
		allow = append(allow, p)
	}
	return fetch.New(fetch.Options{
		UserAgent: userAgent(c, o.Version), HTTPProxy: c.Fetch.HTTPProxy, HTTPSProxy: c.Fetch.HTTPSProxy, NoProxy: c.Fetch.NoProxy,
		CAFile: c.Fetch.CAFile, InFlight: c.Fetch.InFlight, Allow: allow, Now: o.Now, Log: o.Log,
	})
}

// agentName is how robots.txt may name us.
const agentName = "Parallax"

// userAgent says who visits, and how to reach the people who run it.
func userAgent(c config.Config, version string) string {
	if c.Fetch.UserAgent != "" {
		return c.Fetch.UserAgent
	}
	about := c.Site.URL + "/about"
	if c.Site.Contact != "" {
		about += "; " + c.Site.Contact
	}
	return agentName + "/" + version + " (+" + about + ")"
}

// queues are what the roles work on, with how many jobs at a time.
func (a *App) queues() map[string]river.QueueConfig {
	of := map[string]map[string]int{
		"fetch":   {pipeline.QueueFetch: a.config.Fetch.Hosts, pipeline.QueueHubs: 4, pipeline.QueueSweep: 1},
		"cluster": {pipeline.QueueCluster: 2, pipeline.QueueSweep: 1},
		"analyse": {pipeline.QueueAnalyse: 2, pipeline.QueueSweep: 1},
	}
	queues := map[string]river.QueueConfig{}
	for _, role := range a.config.Roles {
		for name, workers := range of[role] {
			queues[name] = river.QueueConfig{MaxWorkers: workers}
		}
	}
	return queues
}

func (a *App) buildJobs(o Options) error {
	queues := a.queues()
	if len(queues) == 0 {
		return nil
	}
	fetcher, err := NewFetcher(a.config, o)
	if err != nil {
		return err
	}
	p := pipeline.New(pipeline.Needs{
		Archive: a.store, Fetch: fetcher, Queue: func() pipeline.Queue { return a.jobs },
		Hubs:  pipeline.Hubs{Out: named{fetcher.HTTP(), userAgent(a.config, o.Version)}, Callbacks: a.hubs},
		Scale: a.edition.Scale, Agent: agentName, Config: a.config, Lease: o.Lease,
		Now: o.Now, Rand: rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())), IDs: news.NewIDs(o.Now), Log: o.Log,
	})
	workers := river.NewWorkers()
	p.Register(workers)
	lease := cmp.Or(o.Lease, pipeline.LeaseTime)
	a.jobs, err = a.store.Jobs(&river.Config{
		Queues: queues, Workers: workers, PeriodicJobs: pipeline.Periodic(),
		FetchCooldown: 50 * time.Millisecond, FetchPollInterval: 250 * time.Millisecond,
		JobTimeout: lease, RescueStuckJobsAfter: lease, CompletedJobRetentionPeriod: 10 * time.Minute,
		Logger: slog.New(quiet{o.Log.Handler()}),
	})
	return err
}

// quiet lets only warnings and errors of the job queue through: its own business is not the operator's, nor is
// that its work was cut short when the process stopped.
type quiet struct{ slog.Handler }

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	stopping := false
	r.Attrs(func(a slog.Attr) bool {
		stopping = strings.Contains(a.Value.String(), context.Canceled.Error())
		return !stopping
	})
	if stopping {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}
func (q quiet) WithAttrs(as []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(as)} }
func (q quiet) WithGroup(name string) slog.Handler    { return quiet{q.Handler.WithGroup(name)} }

// handler joins pages, API and feeds.
func (a *App) handler(o Options) (http.Handler, error) {
	base, err := url.Parse(a.config.Site.URL)
	if err != nil {
		return nil, fmt.Errorf("site.url: %w", err)
	}
	pages, err := web.New(web.Needs{
		Library: a.store, Now: o.Now, Log: o.Log, CacheBytes: int64(a.config.Web.CacheMB) << 20, Version: o.Version,
		Edition: web.Edition{Name: a.edition.Name, Scale: a.edition.Scale, Languages: a.edition.Languages},
		Site:    web.Site{Name: a.config.Site.Name, URL: a.config.Site.URL, Operator: a.config.Site.Operator, Contact: a.config.Site.Contact, Notice: a.config.Site.Notice},
	})
	if err != nil {
		return nil, err
	}
	machines, err := api.New(a.store, api.Options{
		Base: base, Name: a.config.Site.Name, Notice: a.config.Site.Notice, Version: o.Version, Scale: a.edition.Scale,
		Styles: pages.Styles(), Log: o.Log,
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, p := range machines.Patterns() {
		mux.Handle(p, machines)
	}
	mux.Handle(api.CallbackPath, api.NewCallback(a.store, a.hubs, o.Now, o.Log))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if _, err := a.store.Status(r.Context()); err != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.Handle("/", pages.Handler())
	return mux, nil
}

// Run serves and works until ctx ends, then stops within 10 seconds. ready is called once with the
// address that pages are served on ("" without pages).
func (a *App) Run(ctx context.Context, ready func(addr string)) error {
	defer a.Close()
	g, ctx := errgroup.WithContext(ctx)
	addr := ""
	if a.server != nil {
		l, err := listen(ctx, a.config.Addr)
		if err != nil {
			return err
		}
		addr = l.Addr().String()
		g.Go(func() error {
			if err := a.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("serving pages: %w", err)
			}
			return nil
		})
		g.Go(func() error {
			<-ctx.Done()
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
			defer cancel()
			if err := a.server.Shutdown(stop); err != nil {
				return a.server.Close() // streams that would not end
			}
			return nil
		})
	}
	if a.jobs != nil {
		if err := a.jobs.Start(context.WithoutCancel(ctx)); err != nil {
			return fmt.Errorf("starting the jobs: %w", err)
		}
		g.Go(func() error {
			<-ctx.Done()
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
			defer cancel()
			return a.jobs.StopAndCancel(stop)
		})
	}
	ready(addr)
	return g.Wait()
}

// Close frees what Build opened. It may be called twice.
func (a *App) Close() error { return a.store.Close() }

// listen opens the address, with an error that tells what to do.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w: is another program using it? Choose another with --addr", addr, err)
	}
	return l, nil
}
