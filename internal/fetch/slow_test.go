package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// dripper takes over the connection, writes start and then drip again and again until the client has gone.
func dripper(t *testing.T, start, drip string) string {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		fmt.Fprint(conn, start)
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			io.Copy(io.Discard, conn)
		}()
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-gone:
				return
			case <-tick.C:
				fmt.Fprint(conn, drip)
			}
		}
	}).URL
}

// DOS-01: whatever drips, the whole request ends at its deadline.
func TestDOS01_drips(t *testing.T) {
	tests := []struct {
		name, start, drip string
		kind              Failure
	}{
		{"silence", "", "", Timeout},
		{"header without end", "HTTP/1.1 200 OK\r\nX-A: ", "a", Timeout},
		{"body byte by byte", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "a", Timeout},
		{"chunks without end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", Timeout},
		{"chunk length without end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "a", Timeout},
		{"body without length", "HTTP/1.0 200 OK\r\n\r\n", "a", Timeout},
		{"early hints without end", "", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", Timeout},
		{"redirect with a dripping body", "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 1000\r\n\r\n", "a", Timeout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := client(t, func(o *Options) { o.Timeout = 200 * time.Millisecond })
			e := wantFailure(t, c, Request{URL: dripper(t, tt.start, tt.drip)}, tt.kind)
			if !e.Temporary() {
				t.Errorf("Temporary() = false for %v", e)
			}
		})
	}
}

// DOS-01: 200 hosts that never answer do not keep healthy ones waiting: these are done while all of those still hang.
func TestDOS01_slowHostsHoldUpNobody(t *testing.T) {
	arrived := make(chan struct{})
	stuck := serve(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	healthy := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "news") })
	c := client(t)
	ctx, cancel := context.WithCancel(context.Background())
	var hanging sync.WaitGroup
	for range 200 {
		hanging.Go(func() {
			if _, err := c.Get(ctx, Request{URL: stuck.URL}); !errors.Is(err, context.Canceled) {
				t.Errorf("a stuck host answered: %v", err)
			}
		})
	}
	for range 200 {
		<-arrived
	}
	for range 100 {
		get(t, c, healthy.URL)
	}
	cancel()
	hanging.Wait()
}

// hostileHTTP2 starts a TLS server that speaks HTTP/2 through play once the client has sent its preface.
func hostileHTTP2(t *testing.T, play func(*http2.Framer)) (url, caFile string) {
	t.Helper()
	own, caFile := serveTLS(t, func(http.ResponseWriter, *http.Request) {})
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: own.TLS.Certificates, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	over := make(chan struct{})
	accept := func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { playHTTP2(conn, play) })
			all.Go(func() { <-over; conn.Close() })
		}
	}
	all.Go(accept)
	t.Cleanup(func() { l.Close(); close(over); all.Wait() })
	return "https://" + l.Addr().String(), caFile
}

func playHTTP2(conn net.Conn, play func(*http2.Framer)) {
	defer conn.Close()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(conn, preface); err != nil {
		return
	}
	play(http2.NewFramer(conn, conn))
	io.Copy(io.Discard, conn) // until the client has gone
}

// DOS-09: HTTP/2 servers that break the rules end the request, not the program (CVE-2026-33814 among them).
func TestDOS09_hostileHTTP2(t *testing.T) {
	header := func(f *http2.Framer, end bool, fields ...string) error {
		var block strings.Builder
		e := hpack.NewEncoder(&block)
		for i := 0; i < len(fields); i += 2 {
			e.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
		}
		return f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte(block.String()), EndHeaders: end})
	}
	asked := func(f *http2.Framer) { // greets the client and waits for its request
		f.WriteSettings()
		for {
			frame, err := f.ReadFrame()
			if _, ok := frame.(*http2.HeadersFrame); ok || err != nil {
				return
			}
		}
	}
	forever := func(f func() error) {
		for f() == nil {
		}
	}
	tests := []struct {
		name string
		play func(*http2.Framer)
		want []Failure
	}{
		{"maximum frame size 0", func(f *http2.Framer) { f.WriteSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 0}) }, []Failure{Network}},
		{"window of 0", func(f *http2.Framer) { f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0}) }, []Failure{Timeout}},
		{"no streams allowed", func(f *http2.Framer) { f.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 0}) }, []Failure{Timeout}},
		{"settings without end", func(f *http2.Framer) { forever(func() error { return f.WriteSettings() }) }, []Failure{Timeout, Network}},
		{"pings without end", func(f *http2.Framer) {
			asked(f)
			forever(func() error { return f.WritePing(false, [8]byte{}) })
		}, []Failure{Timeout, Network}},
		{"continuations without end", func(f *http2.Framer) {
			asked(f)
			header(f, false, ":status", "200")
			var block strings.Builder
			hpack.NewEncoder(&block).WriteField(hpack.HeaderField{Name: "x", Value: strings.Repeat("y", 1000)})
			forever(func() error { return f.WriteContinuation(1, false, []byte(block.String())) })
		}, []Failure{Network}},
		{"body shorter than announced", func(f *http2.Framer) {
			asked(f)
			header(f, true, ":status", "200", "content-length", "100")
			f.WriteData(1, true, []byte("short"))
		}, []Failure{Network}},
		{"empty data without end", func(f *http2.Framer) {
			asked(f)
			header(f, true, ":status", "200")
			forever(func() error { return f.WriteData(1, false, nil) })
		}, []Failure{Timeout, Network}},
		{"body without end", func(f *http2.Framer) {
			asked(f)
			header(f, true, ":status", "200")
			chunk := make([]byte, 16<<10)
			forever(func() error { return f.WriteData(1, false, chunk) })
		}, []Failure{Network, Timeout, TooLarge}},
		{"stream reset", func(f *http2.Framer) {
			asked(f)
			f.WriteRSTStream(1, http2.ErrCodeInternal)
		}, []Failure{Network}},
		{"nothing that is a frame", func(f *http2.Framer) { f.WriteRawFrame(0xff, 0xff, 1<<31-1, []byte("news")) }, []Failure{Network, Timeout}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url, ca := hostileHTTP2(t, tt.play)
			c := client(t, func(o *Options) {
				o.CAFile = ca
				if slices.Contains(tt.want, Timeout) {
					o.Timeout = 300 * time.Millisecond
				}
			})
			_, err := c.Get(context.Background(), Request{URL: url})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("Get() error = %v; want an *Error", err)
			}
			if !slices.Contains(tt.want, e.Kind) {
				t.Errorf("Get() error = %v; want one of %v", err, tt.want)
			}
		})
	}
}

// TestHTTP2 checks that well-behaved servers are in fact asked by HTTP/2.
func TestHTTP2(t *testing.T) {
	s, ca := serveTLS(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) })
	c := client(t, func(o *Options) { o.CAFile = ca })
	if got := string(get(t, c, s.URL).Body); got != "HTTP/2.0" {
		t.Errorf("asked by %s", got)
	}
}
