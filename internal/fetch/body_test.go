package fetch

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// answer serves one body, with the content codings given.
func answer(t testing.TB, body []byte, codings ...string) string {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Content-Encoding"] = codings
		w.Write(body)
	}).URL
}

func brotlied(t testing.TB, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestSpeed)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// noise is text that packs to about half; it repeats itself after 256 KB, beyond what gzip sees.
func noise(n int) []byte {
	random := rand.New(rand.NewPCG(3, 4))
	block := make([]byte, min(n, 256<<10))
	for i := range block {
		block[i] = "etaoinshrdlu .,\n"[random.IntN(16)]
	}
	return bytes.Repeat(block, n/max(len(block), 1)+1)[:n]
}

func TestDecoding(t *testing.T) {
	text := []byte(strings.Repeat("All the news. ", 20000))
	big := noise(3 << 20)
	tests := []struct {
		name    string
		kind    Kind
		body    []byte
		codings []string
		want    []byte
	}{
		{"plain", Page, text, nil, text},
		{"identity", Page, text, []string{"identity"}, text},
		{"gzip", Page, gzipped(t, text), []string{"gzip"}, text},
		{"gzip by its old name", Page, gzipped(t, text), []string{"X-GZip"}, text},
		{"gzip in two members", Page, append(gzipped(t, text), gzipped(t, text)...), []string{"gzip"}, append(text[:len(text):len(text)], text...)},
		{"brotli", Page, brotlied(t, text), []string{"br"}, text},
		{"large gzip", Page, gzipped(t, big), []string{"gzip"}, big},
		{"large brotli", Page, brotlied(t, big), []string{"br"}, big},
		{"sitemap in a gzip file", Feed, gzipped(t, text), nil, text},
		{"page in a gzip file stays", Page, gzipped(t, text), nil, gzipped(t, text)},
		{"feed of one byte", Feed, []byte("x"), nil, []byte("x")},
		{"empty feed", Feed, nil, nil, nil},
		{"robots.txt at its limit", Robots, text, nil, text},
		{"robots.txt over its limit is cut", Robots, big, nil, big[:500<<10]},
		{"packed robots.txt over its limit is cut", Robots, gzipped(t, big), []string{"gzip"}, big[:500<<10]},
	}
	c := client(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := answer(t, tt.body, tt.codings...)
			for range 3 { // with decoders and buffers that were used before
				resp, err := c.Get(context.Background(), Request{URL: url, Kind: tt.kind})
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(resp.Body, tt.want) {
					t.Fatalf("body of %d bytes differs from the %d wanted", len(resp.Body), len(tt.want))
				}
			}
		})
	}
}

// TestBodiesAreApart checks that a body, once returned, is not written to by later requests.
func TestBodiesAreApart(t *testing.T) {
	c := client(t)
	var want, got [][]byte
	text := noise(2 << 20)
	sizes := []int{100, 700 << 10, largeBody, 800 << 10, 300, 900 << 10} // around where buffers are given away
	for i := range 3 * len(sizes) {
		body := text[i*1000:][:sizes[i%len(sizes)]]
		resp := get(t, c, answer(t, gzipped(t, body), "gzip"))
		want, got = append(want, body), append(got, resp.Body)
	}
	for i := range want {
		if !bytes.Equal(got[i], want[i]) {
			t.Fatalf("body %d was overwritten", i)
		}
	}
}

// DOS-02: bombs end at the caps, whatever they are packed in, and without much memory.
func TestDOS02_bombs(t *testing.T) {
	zeros := make([]byte, 16<<20)
	var deflated, zstded bytes.Buffer
	z := zlib.NewWriter(&deflated)
	z.Write(zeros)
	z.Close()
	s, err := zstd.NewWriter(&zstded)
	if err != nil {
		t.Fatal(err)
	}
	s.Write(zeros)
	s.Close()
	bomb := gzipped(t, zeros)
	nested := bomb
	for range 9 {
		nested = gzipped(t, nested)
	}
	ten := strings.Split(strings.Repeat("gzip,", 9)+"gzip", ",")
	incompressible := noise(12 << 20)
	tests := []struct {
		name    string
		kind    Kind
		body    []byte
		codings []string
		want    Failure
	}{
		{"gzip", Page, bomb, []string{"gzip"}, TooLarge},
		{"gzip feed", Feed, bomb, []string{"gzip"}, TooLarge},
		{"brotli", Page, brotlied(t, zeros), []string{"br"}, TooLarge},
		{"gzip sitemap", Feed, bomb, nil, TooLarge},
		{"ratio alone", Feed, gzipped(t, zeros[:4<<20]), []string{"gzip"}, TooLarge},
		{"page over 5 MB", Page, gzipped(t, incompressible[:5<<20+1]), []string{"gzip"}, TooLarge},
		{"feed over 10 MB", Feed, brotlied(t, incompressible[:10<<20+1]), []string{"br"}, TooLarge},
		{"page over 5 MB as announced", Page, incompressible, nil, TooLarge},
		{"empty members", Page, bytes.Repeat(gzipped(t, nil), 300_000), []string{"gzip"}, TooLarge},
		{"deflate", Page, deflated.Bytes(), []string{"deflate"}, Encoding},
		{"zstd", Page, zstded.Bytes(), []string{"zstd"}, Encoding},
		{"ten codings in a line", Page, nested, []string{strings.Join(ten, ", ")}, Encoding},
		{"ten lines of coding", Page, nested, ten, Encoding},
		{"two codings", Page, bomb, []string{"gzip, br"}, Encoding},
		{"gzip that is none", Page, zeros[:1000], []string{"gzip"}, Encoding},
		{"brotli that is none", Page, incompressible[:1000], []string{"br"}, Encoding},
	}
	c := client(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := answer(t, tt.body, tt.codings...)
			growth := peakGrowth(func() {
				if e := wantFailure(t, c, Request{URL: url, Kind: tt.kind}, tt.want); e.Temporary() {
					t.Errorf("Temporary() = true for %v", e)
				}
			})
			if growth > 64<<20 {
				t.Errorf("heap grew by %d MB; want 64 at most", growth>>20)
			}
		})
	}
}

// DOS-02: a body that never ends is stopped at the cap, one announced as too large before it is read.
func TestDOS02_endless(t *testing.T) {
	chunk := noise(64 << 10)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	announced := dripper(t, "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n", "")
	for _, kind := range []Kind{Feed, Page} {
		wantFailure(t, client(t), Request{URL: s.URL, Kind: kind}, TooLarge)
		wantFailure(t, client(t), Request{URL: announced, Kind: kind}, TooLarge)
	}
}

// DOS-02: large bodies share a budget: with the budget spent, one more waits, until its deadline, and small ones go on.
func TestDOS02_budget(t *testing.T) {
	b := newBodies()
	if !b.large.TryAcquire(bodyBudget - int64(Feed.limit()) + 1) {
		t.Fatal("a new budget is not free")
	}
	read := func(ctx context.Context, n int) error {
		resp := &http.Response{Header: http.Header{}, ContentLength: -1, Body: io.NopCloser(bytes.NewReader(noise(n)))}
		_, err := b.read(ctx, resp, Feed)
		return err
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if err := read(over, largeBody+1); !errors.Is(err, context.Canceled) {
		t.Errorf("a large body over the budget: %v; want it to wait", err)
	}
	if err := read(over, largeBody); err != nil {
		t.Errorf("a small body: %v", err)
	}
	b.large.Release(1)
	for range 3 { // each gives back what it took
		if err := read(context.Background(), largeBody+1); err != nil {
			t.Errorf("a large body within the budget: %v", err)
		}
	}
}

// peakGrowth returns how far the heap grew during f, as sampled every five milliseconds, garbage included.
func peakGrowth(f func()) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, peak := m.HeapAlloc, m.HeapAlloc
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	f()
	close(stop)
	<-done
	return peak - before
}

// TestCutOff checks that no part of a body is taken for the whole.
func TestCutOff(t *testing.T) {
	text := noise(50_000)
	for name, packed := range map[string]struct {
		body   []byte
		coding []string
	}{"gzip": {gzipped(t, text), []string{"gzip"}}, "br": {brotlied(t, text), []string{"br"}}, "gzip file": {gzipped(t, text), nil}} {
		for _, missing := range []int{1, 4, 9, len(packed.body) / 2, len(packed.body) - 3} {
			url := answer(t, packed.body[:len(packed.body)-missing], packed.coding...)
			e := wantFailure(t, client(t), Request{URL: url}, Network)
			if !errors.Is(e, io.ErrUnexpectedEOF) || !e.Temporary() {
				t.Errorf("%s without its last %d bytes: %v, temporary %v", name, missing, e, e.Temporary())
			}
		}
	}
	t.Run("connection lost after the end of gzip", func(t *testing.T) {
		packed := gzipped(t, text)
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Length", "1000000")
			w.Write(packed)
		})
		wantFailure(t, client(t), Request{URL: s.URL}, Network)
	})
	t.Run("connection that breaks, then claims to have ended", func(t *testing.T) {
		broken := errors.New("connection reset")
		body := io.MultiReader(strings.NewReader("n"), iotest.ErrReader(broken))
		resp := &http.Response{Header: http.Header{}, Body: io.NopCloser(&forgetful{from: body})}
		if _, err := newBodies().read(context.Background(), resp, Feed); !errors.Is(err, broken) {
			t.Errorf("read() error = %v; want %v", err, broken)
		}
	})
}

// forgetful tells of an error once, and then of the end.
type forgetful struct {
	from   io.Reader
	failed bool
}

func (f *forgetful) Read(p []byte) (int, error) {
	if f.failed {
		return 0, io.EOF
	}
	n, err := f.from.Read(p)
	f.failed = err != nil
	return n, err
}

// FuzzBody decodes what hostile servers may send; the caps hold and errors are of the known kinds.
func FuzzBody(f *testing.F) {
	f.Add([]byte("news"), byte(0))
	f.Add(gzipped(f, []byte("news")), byte(1))
	f.Add(brotlied(f, []byte("news")), byte(2))
	f.Add(gzipped(f, make([]byte, 1<<16)), byte(3))
	b := newBodies()
	f.Fuzz(func(t *testing.T, body []byte, how byte) {
		header := http.Header{}
		if coding := []string{"", "gzip", "br"}[how%3]; coding != "" {
			header.Set("Content-Encoding", coding)
		}
		kind := []Kind{Feed, Page, Robots}[how/3%3]
		resp := &http.Response{Header: header, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body))}
		got, err := b.read(context.Background(), resp, kind)
		if err == nil && len(got) > kind.limit() {
			t.Errorf("body of %d bytes; the limit is %d", len(got), kind.limit())
		}
		known := errors.Is(err, errTooLarge) || errors.Is(err, errEncoding) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !known {
			t.Errorf("error %v is of no known kind", err)
		}
	})
}
