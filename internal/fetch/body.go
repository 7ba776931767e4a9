package fetch

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/semaphore"
)

const (
	firstBuffer = 128 << 10 // most pages fit
	ratioFrom   = 1 << 20   // decoded bytes from which the ratio counts
	maxRatio    = 200       // decoded to wire bytes; markup reaches about 20
	largeBody   = 512 << 10 // bodies above take part of the budget
	bodyBudget  = 64 << 20  // bytes that large bodies may hold at once, over all requests
)

// bodies reads the bodies of answers within caps. Buffers and decoders are used again.
type bodies struct {
	large   *semaphore.Weighted
	buffers sync.Pool // *[]byte
	gzips   sync.Pool // *gzip.Reader
	brotlis sync.Pool // *brotli.Reader
}

func newBodies() *bodies { return &bodies{large: semaphore.NewWeighted(bodyBudget)} }

// read returns the decoded body of an answer to a request of kind k. Its errors wrap errTooLarge or errEncoding, or
// are the connection's.
func (b *bodies) read(ctx context.Context, resp *http.Response, k Kind) ([]byte, error) {
	limit := k.limit()
	if resp.ContentLength > int64(limit) && k != Robots {
		return nil, fmt.Errorf("%w: %d bytes announced, %d allowed", errTooLarge, resp.ContentLength, limit)
	}
	coding, err := coding(resp.Header)
	if err != nil {
		return nil, err
	}
	wire := &meter{from: resp.Body, limit: limit + firstBuffer}
	decoder, done, err := b.decoder(wire, coding, k)
	if err != nil {
		return nil, wire.blame(err)
	}
	body, err := b.collect(ctx, decoder, wire, limit, k == Robots)
	if err == nil {
		err = wire.err // a decoder may have seen its own end before the connection's trouble
	}
	if err != nil {
		return nil, wire.blame(err)
	}
	if len(body) < largeBody {
		done()
	}
	return body, nil
}

// coding returns the one content coding of an answer: "" (none), "gzip" or "br".
func coding(h http.Header) (string, error) {
	values := h.Values("Content-Encoding")
	switch all := strings.ToLower(strings.TrimSpace(strings.Join(values, ","))); all {
	case "", "identity":
		return "", nil
	case "gzip", "x-gzip":
		return "gzip", nil
	case "br":
		return "br", nil
	default:
		return "", fmt.Errorf("%w: %.100q, offered were gzip and br", errEncoding, all)
	}
}

// decoder returns what decodes the wire, and a function that gives it back for later use. Feeds may also be files in
// gzip form, as news sitemaps often are.
func (b *bodies) decoder(wire *meter, coding string, k Kind) (r io.Reader, done func(), err error) {
	var from io.Reader = wire
	if coding == "" && k == Feed {
		peek := bufio.NewReader(wire)
		from = peek
		if magic, err := peek.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
			coding = "gzip"
		}
	}
	switch coding {
	case "gzip":
		if z, ok := b.gzips.Get().(*gzip.Reader); ok {
			return z, func() { b.gzips.Put(z) }, z.Reset(from)
		}
		z, err := gzip.NewReader(from)
		return z, func() { b.gzips.Put(z) }, err
	case "br":
		if z, ok := b.brotlis.Get().(*brotli.Reader); ok {
			return z, func() { b.brotlis.Put(z) }, z.Reset(from)
		}
		z := brotli.NewReader(from)
		return z, func() { b.brotlis.Put(z) }, nil
	default:
		return from, func() {}, nil
	}
}

// collect reads r to its end. With cut, a body over the limit is cut there instead of being an error.
func (b *bodies) collect(ctx context.Context, r io.Reader, wire *meter, limit int, cut bool) ([]byte, error) {
	pooled, ok := b.buffers.Get().(*[]byte)
	if !ok {
		fresh := make([]byte, 0, firstBuffer)
		pooled = &fresh
	}
	defer b.buffers.Put(pooled)
	buf, counted := (*pooled)[:0], false
	for {
		if len(buf) == cap(buf) {
			buf = grow(buf, limit+1)
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > limit && cut:
			return append([]byte(nil), buf[:limit]...), nil
		case len(buf) > limit:
			return nil, fmt.Errorf("%w: more than %d bytes decoded", errTooLarge, limit)
		case len(buf) > ratioFrom && len(buf) > maxRatio*wire.count:
			return nil, fmt.Errorf("%w: %d bytes decoded from %d", errTooLarge, len(buf), wire.count)
		}
		if len(buf) > largeBody && !counted {
			if err := b.large.Acquire(ctx, int64(limit)); err != nil {
				return nil, fmt.Errorf("waiting to read a large body: %w", err)
			}
			defer b.large.Release(int64(limit))
			counted = true
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	if counted {
		return buf, nil
	}
	if cap(buf) <= largeBody { // so that a large body never lies in a buffer that is used again
		*pooled = buf[:0]
	}
	return append(make([]byte, 0, len(buf)), buf...), nil
}

// grow doubles a buffer's room, up to limit bytes.
func grow(buf []byte, limit int) []byte {
	bigger := make([]byte, len(buf), min(2*cap(buf), limit))
	copy(bigger, buf)
	return bigger
}

// meter counts the bytes of a body as they were sent and stops above limit.
type meter struct {
	from  io.Reader
	limit int
	count int
	err   error // the connection's, other than io.EOF
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	m.count += n
	if m.count > m.limit {
		err = fmt.Errorf("%w: more than %d bytes sent", errTooLarge, m.limit)
	}
	if err != nil && err != io.EOF {
		m.err = err
	}
	return n, err
}

// blame tells whose fault a decoder's error is: the connection's, or the encoding's.
func (m *meter) blame(err error) error {
	switch {
	case m.err != nil:
		return m.err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("the answer is cut off after %d bytes: %w", m.count, io.ErrUnexpectedEOF)
	case errors.Is(err, errTooLarge), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	default:
		return fmt.Errorf("%w: %w", errEncoding, err)
	}
}
