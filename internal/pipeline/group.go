package pipeline

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
)

// groupBatch is how many articles are grouped in one transaction.
const groupBatch = 200

// engines keeps the clusterers of this process, one a language. They are caches: each is rebuilt from the database
// whenever the mark there is not the one it was left with.
type engines struct {
	mu     sync.Mutex
	byLang map[string]*grouper
}

func newEngines() *engines { return &engines{byLang: map[string]*grouper{}} }

// grouper is the clusterer of one language. Its lock keeps two jobs of this process apart; the mark keeps
// processes apart.
type grouper struct {
	mu     sync.Mutex
	engine *cluster.Engine // nil: to be rebuilt
	mark   int64
}

func (e *engines) of(language string) *grouper {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.byLang[language] == nil {
		e.byLang[language] = &grouper{}
	}
	return e.byLang[language]
}

// group puts the waiting articles of a language into stories, in order of arrival.
func (p *Pipeline) group(ctx context.Context, language string) error {
	g := p.engines.of(language)
	g.mu.Lock()
	defer g.mu.Unlock()
	for ends := p.Now().Add(p.Lease / 2); p.Now().Before(ends); {
		// The mark is read first: when it still holds as the groups are saved, nobody else grouped these arrivals.
		mark, err := p.Archive.GroupState(ctx, language)
		if err != nil {
			return err
		}
		arrivals, err := p.Archive.Arrivals(ctx, language, groupBatch)
		if err != nil || len(arrivals) == 0 {
			return err
		}
		err = p.groupBatch(ctx, language, g, mark, arrivals)
		if errors.Is(err, news.ErrConflict) {
			continue // grouped by another process, or changed by an editor: the engine is rebuilt
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Pipeline) groupBatch(ctx context.Context, language string, g *grouper, mark int64, arrivals []news.Article) error {
	if g.engine == nil || g.mark != mark {
		if err := p.rebuild(ctx, language, g); err != nil {
			return err
		}
		g.mark = mark
	}
	decisions := make([]cluster.Decision, len(arrivals))
	touched := map[int]bool{}
	for i, a := range arrivals {
		decisions[i] = g.engine.Add(item(a))
		touched[int(decisions[i].Story%shards)] = true
		for _, m := range decisions[i].Moves {
			touched[int(m.From%shards)], touched[int(m.To%shards)] = true, true
		}
	}
	var then []river.JobArgs
	for shard := range shards {
		if touched[shard] {
			then = append(then, Analyse{shard})
		}
	}
	saved, err := p.Archive.SaveGroups(ctx, language, g.mark, decisions, then...)
	if err != nil {
		g.engine = nil // it is ahead of the database now
		return err
	}
	g.mark = saved
	return nil
}

// rebuild makes the engine anew: the database has moved on without it.
func (p *Pipeline) rebuild(ctx context.Context, language string, g *grouper) error {
	start := time.Now()
	g.engine = cluster.New(cluster.Options{Window: p.Config.Keep.Window})
	n := 0
	err := p.Archive.Grouped(ctx, language, p.Now().Add(-p.Config.Keep.Window), func(a Placed) bool {
		g.engine.Restore(a.Item, a.Features, a.Story, a.Pinned)
		n++
		return true
	})
	if err != nil {
		g.engine = nil
		return err
	}
	p.Log.Info("rebuilt the clusterer", "language", language, "articles", n, "took", time.Since(start).Round(time.Millisecond))
	return nil
}

// item is an article as the clusterer sees it.
func item(a news.Article) cluster.Item {
	body := a.Text
	if body == "" {
		body = a.Excerpt
	}
	return cluster.Item{
		ID: a.ID, Outlet: a.Outlet, Language: a.Language, URL: a.URL, Title: a.Title, Text: body,
		Published: a.Published, Seen: a.Seen,
	}
}
