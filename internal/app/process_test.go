package app

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/news"
)

// The tests of crashes and of split roles run this test program again, as processes of an instance.
const (
	childEnv = "PARALLAX_TEST_CHILD" // "serve", or "import FILE"
	leaseEnv = "PARALLAX_TEST_LEASE" // default: that of the program
)

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := child(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child does what cmd/parallax does for serve and for feeds import. It says the address that it listens on when it is ready.
func child(ctx context.Context) error {
	c, err := config.Load("", os.Environ())
	if err != nil {
		return err
	}
	if err := c.Validate(); err != nil {
		return err
	}
	o := Options{Version: "test", Now: time.Now, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	if v := os.Getenv(leaseEnv); v != "" {
		if o.Lease, err = time.ParseDuration(v); err != nil {
			return err
		}
	}
	if file, ok := strings.CutPrefix(os.Getenv(childEnv), "import "); ok {
		s, err := Open(ctx, c, o)
		if err != nil {
			return err
		}
		defer s.Close()
		_, _, err = ImportOPML(ctx, s, nil, file, news.NewIDs(o.Now))
		return err
	}
	a, err := Build(ctx, c, o)
	if err != nil {
		return err
	}
	return a.Run(ctx, func(addr string) { fmt.Println(addr) })
}

// process is a process of an instance.
type process struct {
	name  string
	cmd   *exec.Cmd
	ready chan string // its address, once
	ended chan error  // how it ended
}

// start starts a process in an environment that holds only what is given. It is killed when the test ends.
func start(t *testing.T, name, mode string, env ...string) *process {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{name: name, cmd: exec.Command(program), ready: make(chan string, 1), ended: make(chan error, 1)}
	p.cmd.Env = append([]string{childEnv + "=" + mode}, env...)
	p.cmd.Stderr = t.Output()
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.ready <- lines.Text()
		}
		p.ended <- p.cmd.Wait()
	}()
	t.Cleanup(func() { p.kill() })
	return p
}

// address waits until the process is ready.
func (p *process) address(t *testing.T) string {
	t.Helper()
	select {
	case addr := <-p.ready:
		return "http://" + addr
	case err := <-p.ended:
		p.ended <- nil
		t.Fatalf("%s ended at its start: %v", p.name, err)
	case <-time.After(startLimit):
		t.Fatalf("%s was not ready within %s", p.name, startLimit)
	}
	return ""
}

// kill ends the process at once, as kill -9 does. It may be called twice.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
	p.ended <- nil
}

// terminate asks the process to stop, and wants it to, well and in time.
func (p *process) terminate(t *testing.T) {
	t.Helper()
	p.signal(t, syscall.SIGTERM)
	select {
	case err := <-p.ended:
		p.ended <- nil
		if err != nil {
			t.Errorf("%s stopped with %v", p.name, err)
		}
	case <-time.After(stopLimit):
		t.Errorf("%s did not stop within %s", p.name, stopLimit)
	}
}

func (p *process) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatalf("%s to %s: %v", s, p.name, err)
	}
}

// finish waits until the process ends by itself.
func (p *process) finish(t *testing.T) {
	t.Helper()
	select {
	case err := <-p.ended:
		p.ended <- nil
		if err != nil {
			t.Fatalf("%s ended with %v", p.name, err)
		}
	case <-time.After(startLimit):
		t.Fatalf("%s did not end within %s", p.name, startLimit)
	}
}

const (
	startLimit = 30 * time.Second
	stopLimit  = 10 * time.Second // what the program promises
)
