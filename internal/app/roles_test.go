package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parallax-news/parallax/internal/store"
)

var databases atomic.Int64

// newDatabase makes a PostgreSQL database, drops it when the test ends, and returns its address.
func newDatabase(t *testing.T) string {
	t.Helper()
	address := os.Getenv("PARALLAX_TEST_POSTGRES")
	if address == "" {
		t.Skip("PARALLAX_TEST_POSTGRES does not name a PostgreSQL database (postgres://...)")
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("parallax_app_%d_%d", os.Getpid(), databases.Add(1))
	admin := connect(t, address)
	run := func(statement string) {
		if _, err := admin.Exec(context.WithoutCancel(t.Context()), statement); err != nil {
			t.Error(err)
		}
	}
	run("CREATE DATABASE " + name)
	t.Cleanup(func() { run("DROP DATABASE " + name + " WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
}

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.WithoutCancel(t.Context())) })
	return c
}

// cast is an instance of several processes on one PostgreSQL, by name.
type cast struct {
	*history
	database string
	player   map[string]*process
	page     instance
}

// newCast sets up an empty database, as several processes at the same time (F-19), which all bring the same feeds.
func newCast(t *testing.T) *cast {
	t.Helper()
	c := &cast{history: newHistory(t), database: newDatabase(t), player: map[string]*process{}}
	opml := c.opml(t)
	var imports []*process
	for range 3 {
		imports = append(imports, start(t, "import", "import "+opml, c.settings("import:", "PARALLAX_DATABASE="+c.database)...))
	}
	for _, p := range imports {
		p.finish(t)
	}
	return c
}

// play starts the named processes, and one that serves pages. A name is the process's role and a number.
func (c *cast) play(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range append(names, "web-1") {
		c.start(t, name)
	}
	for name, p := range c.player {
		if addr := p.address(t); name == "web-1" {
			c.page = instance{base: addr}
		}
	}
}

// start starts a process that PostgreSQL and the web know by its name. Its lease is long for a visit of the demo's web and short to wait for.
func (c *cast) start(t *testing.T, name string) {
	t.Helper()
	role, _, _ := strings.Cut(name, "-")
	u, err := url.Parse(c.database)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("application_name", name)
	u.RawQuery = q.Encode()
	c.player[name] = start(t, name, "serve", c.settings(name+":", "PARALLAX_DATABASE="+u.String(), "PARALLAX_ROLES="+role, "PARALLAX_FETCH_HOSTS=8", leaseEnv+"=5s")...)
}

// finish waits until all is done, stops the processes that are not dead, and checks what they stored.
func (c *cast) finish(t *testing.T, dead ...string) {
	t.Helper()
	until(t, "all articles in stories", settleLimit, func() bool { return c.settled(c.page) })
	for name, p := range c.player {
		if !slices.Contains(dead, name) {
			p.terminate(t)
		}
	}
	c.check(t, open(t, store.Options{URL: c.database}))
	var held, running int
	err := connect(t, c.database).QueryRow(t.Context(), `
		SELECT (SELECT COUNT(*) FROM hosts WHERE owner <> ''), (SELECT COUNT(*) FROM river_job WHERE state = 'running')`).Scan(&held, &running)
	if err != nil {
		t.Fatal(err)
	}
	if held+running > 0 {
		t.Errorf("%d hosts are held and %d jobs run after all processes have stopped", held, running)
	}
}

// TestRoles splits the roles over processes: they share the work, and neither double it nor ask a host out of turn.
func TestRoles(t *testing.T) {
	c := newCast(t)
	c.play(t, "fetch-1", "fetch-2", "cluster-1", "cluster-2", "analyse-1")
	c.finish(t)
	c.robotsOnce(t)
	for _, name := range []string{"fetch-1:", "fetch-2:"} {
		if c.countBy(name) == 0 {
			t.Errorf("%s had no share of the work: %v", name, c.by)
		}
	}
}

// TestProcessesDie is F-01, F-02 and F-18 on PostgreSQL: of three processes that fetch one is killed while it waits for an answer and
// one is paused in the middle of a transaction, for longer than the lease; of two that cluster the one at work is killed. The others
// take over, and the paused one does no harm when it is back.
func TestProcessesDie(t *testing.T) {
	c := newCast(t)
	const asksBefore = 10
	asking := make(chan struct{})
	var asked atomic.Int32
	c.watch(func(_ int, r *http.Request) {
		if r.UserAgent() == "fetch-1:" && asked.Add(1) == asksBefore {
			close(asking)
			<-r.Context().Done()
		}
	})
	pages, features := c.hold(t, "pages"), c.hold(t, "article_features")
	c.play(t, "fetch-1", "fetch-2", "fetch-3", "cluster-1", "cluster-2", "analyse-1")
	paused := c.catch(t, pages, "fetch-2", func(p *process) { p.signal(t, syscall.SIGSTOP) })
	dead := c.catch(t, features, "cluster-%", (*process).kill)
	within(t, "fetch-1 asks for pages", asking)
	c.player["fetch-1"].kill()
	until(t, "all articles in stories", takeOverLimit, func() bool { return c.settled(c.page) })
	c.player[paused].signal(t, syscall.SIGCONT)
	c.finish(t, "fetch-1", dead)
}

// takeOverLimit is for what others did: the lease, and River's search for lost jobs, every 30 s.
const takeOverLimit = 90 * time.Second

// hold keeps processes from writing to a table until catch lets them.
func (c *cast) hold(t *testing.T, table string) pgx.Tx {
	t.Helper()
	lock, err := connect(t, c.database).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), "LOCK TABLE "+table+" IN SHARE MODE"); err != nil {
		t.Fatal(err)
	}
	return lock
}

// catch waits until a process of such a name is held up in the middle of a transaction, stops it there and lets the others go on. It
// returns the name of the process.
func (c *cast) catch(t *testing.T, lock pgx.Tx, like string, stop func(*process)) (name string) {
	t.Helper()
	until(t, "a process "+like+" that is held up", settleLimit, func() bool {
		return lock.QueryRow(t.Context(), `
			SELECT application_name FROM pg_stat_activity
			WHERE application_name LIKE $1 AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`, like).Scan(&name) == nil
	})
	stop(c.player[name])
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	return name
}

func within(t *testing.T, what string, happens <-chan struct{}) {
	t.Helper()
	select {
	case <-happens:
	case <-time.After(goOnLimit):
		t.Fatalf("after %s still not: %s", goOnLimit, what)
	}
}

// TestConnectionsLost is F-07: PostgreSQL ends all connections, again and again. The processes connect anew and go on.
func TestConnectionsLost(t *testing.T) {
	c := newCast(t)
	db := connect(t, c.database)
	losses := make(chan struct{}, len(c.Articles))
	c.watch(func(asked int, _ *http.Request) {
		if asked%60 == 0 {
			losses <- struct{}{}
		}
	})
	c.play(t, "fetch-1", "fetch-2", "cluster-1", "analyse-1")
	for range 5 {
		within(t, "more requests", losses)
		_, err := db.Exec(t.Context(), `
			SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		if err != nil {
			t.Fatal(err)
		}
	}
	c.finish(t)
}
