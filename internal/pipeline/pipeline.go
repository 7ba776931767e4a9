// Package pipeline is the order of the work: feed, entry, article, story, analysis, page. It runs as
// River jobs that share nothing but the database, so that any job may run twice, in any process, without harm.
//
//	Sweep      every second: finds what is due and inserts the jobs below where they are missing
//	Visit      one host: its due feeds and unread pages, one request at a time
//	Group      one language: articles, in order of arrival, into stories
//	Analyse    one share of the changed stories: summary, coverage, blindspots, related news
//	Purge      every hour: deletes texts that analysis no longer needs
//	Subscribe  one feed: asks its hub to tell of changes, where hubs can reach the instance
//
// No transaction is open while the network is asked.
package pipeline

import (
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
)

// Fetcher is the way out to the network.
type Fetcher interface {
	Get(ctx context.Context, r fetch.Request) (*fetch.Response, error)
}

// Queue takes jobs outside of a transaction.
type Queue interface {
	InsertMany(ctx context.Context, jobs []river.JobArgs) error
}

// Needs is all that a pipeline is built from.
type Needs struct {
	Archive Archive
	Fetch   Fetcher
	Hubs    Hubs
	Queue   func() Queue // asked for late: the queue's client is built with the pipeline's workers
	Scale   news.Scale
	Agent   string // product token of our User-Agent, as robots.txt names it
	Config  config.Config
	Lease   time.Duration // 0 means LeaseTime
	Now     func() time.Time
	Rand    *rand.Rand // for jitter; used under a lock
	IDs     *news.IDs
	Log     *slog.Logger
}

// Pipeline does the work of the jobs.
type Pipeline struct {
	Needs
	jitter  *jitter
	engines *engines
	reading chan struct{} // holds a token for each extraction that runs
}

// New builds a pipeline; it starts nothing.
func New(n Needs) *Pipeline {
	n.Lease = cmp.Or(n.Lease, LeaseTime)
	return &Pipeline{Needs: n, jitter: &jitter{rand: n.Rand}, engines: newEngines(), reading: make(chan struct{}, extractions)}
}

// Queues of the jobs. A process works those of its roles.
const (
	QueueSweep   = "sweep"
	QueueFetch   = "fetch"
	QueueCluster = "cluster"
	QueueAnalyse = "analyse"
	QueueHubs    = "hubs"
)

// extractions is how many pages are taken apart at the same time.
const extractions = 2

// shards is how many shares the changed stories are divided into; each is one job at a time.
const shards = 4

// Sweep looks for work that is due.
type Sweep struct{}

// Visit visits a host.
type Visit struct {
	Host string `json:"host"`
}

// Group groups the waiting articles of a language.
type Group struct {
	Language string `json:"language"`
}

// Analyse works out the pages of one share of the changed stories.
type Analyse struct {
	Shard int `json:"shard"`
}

// Purge deletes texts that are no longer needed.
type Purge struct{}

func (Sweep) Kind() string   { return "sweep" }
func (Visit) Kind() string   { return "visit" }
func (Group) Kind() string   { return "group" }
func (Analyse) Kind() string { return "analyse" }
func (Purge) Kind() string   { return "purge" }

// InsertOpts makes each job unique by its arguments while it waits or runs. It is tried once: what it leaves
// undone the next sweep finds again.
func (Sweep) InsertOpts() river.InsertOpts   { return once(QueueSweep) }
func (Visit) InsertOpts() river.InsertOpts   { return once(QueueFetch) }
func (Group) InsertOpts() river.InsertOpts   { return once(QueueCluster) }
func (Analyse) InsertOpts() river.InsertOpts { return once(QueueAnalyse) }
func (Purge) InsertOpts() river.InsertOpts   { return once(QueueSweep) }

func once(queue string) river.InsertOpts {
	return river.InsertOpts{
		Queue: queue, MaxAttempts: 1,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
			rivertype.JobStateRetryable, rivertype.JobStateScheduled,
		}},
	}
}

// LeaseTime is how long a host or a job stays with a process that gives no sign of life: what a crash costs. No job
// may run longer, so that one that still counts as running after it has lost its process. Jobs with more to do than half of it
// takes end, and the next sweep goes on.
const LeaseTime = 90 * time.Second

// Register adds the workers of all jobs. They run under the time limit of the queue's client.
func (p *Pipeline) Register(w *river.Workers) {
	add(w, func(ctx context.Context, _ Sweep) error { return p.sweep(ctx) })
	add(w, func(ctx context.Context, v Visit) error { return p.visit(ctx, v.Host) })
	add(w, func(ctx context.Context, g Group) error { return p.group(ctx, g.Language) })
	add(w, func(ctx context.Context, a Analyse) error { return p.analyse(ctx, a.Shard) })
	add(w, func(ctx context.Context, _ Purge) error { return p.purge(ctx) })
	add(w, func(ctx context.Context, s Subscribe) error { return p.subscribe(ctx, s.Feed) })
}

func add[A river.JobArgs](w *river.Workers, do func(context.Context, A) error) {
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[A]) error { return do(ctx, job.Args) }))
}

// Periodic lists the jobs that come by the clock; one process of all inserts them.
func Periodic() []*river.PeriodicJob {
	every := func(d time.Duration, args river.JobArgs) *river.PeriodicJob {
		return river.NewPeriodicJob(river.PeriodicInterval(d),
			func() (river.JobArgs, *river.InsertOpts) { return args, nil },
			&river.PeriodicJobOpts{ID: args.Kind(), RunOnStart: true})
	}
	return []*river.PeriodicJob{every(time.Second, Sweep{}), every(time.Hour, Purge{})}
}

// sweep inserts the jobs for all that is due. Jobs that are there already are left alone.
func (p *Pipeline) sweep(ctx context.Context) error {
	hosts, err := p.Archive.DueHosts(ctx, p.Now(), 4*p.Config.Fetch.Hosts)
	if err != nil {
		return err
	}
	languages, err := p.Archive.Languages(ctx)
	if err != nil {
		return err
	}
	var jobs []river.JobArgs
	for _, h := range hosts {
		jobs = append(jobs, Visit{h})
	}
	for _, l := range languages {
		jobs = append(jobs, Group{l})
	}
	for shard := range shards {
		refs, err := p.Archive.Changed(ctx, shard, shards, 1)
		if err != nil {
			return err
		}
		if len(refs) > 0 {
			jobs = append(jobs, Analyse{shard})
		}
	}
	subscribe, err := p.dueHubs(ctx)
	if err != nil {
		return err
	}
	if jobs = append(jobs, subscribe...); len(jobs) == 0 {
		return nil
	}
	return p.Queue().InsertMany(ctx, jobs)
}

func (p *Pipeline) purge(ctx context.Context) error {
	n, err := p.Archive.PurgeTexts(ctx, p.Now().Add(-p.Config.Keep.Text))
	if n > 0 {
		p.Log.Info("deleted article texts that are no longer needed", "articles", n)
	}
	return err
}
