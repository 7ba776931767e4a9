// Package lab runs single stages of the pipeline over files, for researchers and for measuring.
//
// Input is JSON Lines, plain or compressed (.gz, .zst, .xz), or an archive; output is written only when all of the
// input was good. Every run ends with one line of figures.
package lab

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// maxLine is the longest line of JSON Lines that is read, in bytes.
const maxLine = 64 << 20

// Run is one run of a stage: where it reads, writes and reports.
type Run struct {
	In       io.Reader // read when no file is named
	Out      io.Writer // gets the whole output, once the input proved good
	Report   io.Writer // figures, and progress when Progress is set
	Progress bool      // Report is a terminal
	Now      func() time.Time

	out     bytes.Buffer
	started time.Time
	count   int
	shown   time.Time
}

// InputError is bad input: the caller's fault, exit status 2.
type InputError struct {
	File   string
	Line   int // 1 is the first; 0 the file as a whole
	Reason string
}

func (e *InputError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Reason)
	}
	return fmt.Sprintf("%s: line %d: %s", e.File, e.Line, e.Reason)
}

// Write adds to the output, which appears when Finish is called.
func (r *Run) Write(p []byte) (int, error) { return r.out.Write(p) }

// Lines calls f with every line that is not blank, of the files or, without any, of In. An error of f is
// reported with file and line as an InputError. The slice is only valid during the call.
func (r *Run) Lines(ctx context.Context, files []string, f func(line []byte) error) error {
	if len(files) == 0 {
		return r.lines(ctx, "standard input", r.In, f)
	}
	for _, name := range files {
		in, err := Open(name)
		if err != nil {
			return err
		}
		err = r.lines(ctx, name, in, f)
		in.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Run) lines(ctx context.Context, name string, in io.Reader, f func([]byte) error) error {
	s := bufio.NewScanner(in)
	s.Buffer(make([]byte, 1<<20), maxLine)
	n := 0
	for s.Scan() {
		n++
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		if err := f(s.Bytes()); err != nil {
			return &InputError{name, n, err.Error()}
		}
	}
	if err := s.Err(); err != nil {
		return &InputError{name, n + 1, err.Error()}
	}
	return nil
}

// Open opens a file for reading, decompressed by its ending.
func Open(name string) (io.ReadCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, &InputError{File: name, Reason: err.(*os.PathError).Err.Error()}
	}
	var r io.Reader
	switch {
	case strings.HasSuffix(name, ".gz"), strings.HasSuffix(name, ".tgz"):
		r, err = gzip.NewReader(f)
	case strings.HasSuffix(name, ".zst"):
		r, err = zstd.NewReader(f)
	case strings.HasSuffix(name, ".xz"):
		r, err = xz.NewReader(bufio.NewReader(f))
	default:
		return f, nil
	}
	if err != nil {
		f.Close()
		return nil, &InputError{File: name, Reason: err.Error()}
	}
	return struct {
		io.Reader
		io.Closer
	}{r, f}, nil
}

// Start begins the run's clock; stages call it first.
func (r *Run) Start() { r.started = r.Now() }

// Step counts one unit of work and, on a terminal, shows progress ten times a second.
func (r *Run) Step() {
	r.count++
	if !r.Progress || r.count%64 != 0 {
		return
	}
	if now := r.Now(); now.Sub(r.shown) > 100*time.Millisecond {
		r.shown = now
		fmt.Fprintf(r.Report, "\r%d, %.0f/s ", r.count, float64(r.count)/max(now.Sub(r.started).Seconds(), 1e-9))
	}
}

// Finish writes the output and the line of figures; unit is what was counted, "articles" for most stages.
func (r *Run) Finish(unit string) error {
	if r.Progress {
		fmt.Fprint(r.Report, "\r\033[K")
	}
	seconds := r.Now().Sub(r.started).Seconds()
	if _, err := r.out.WriteTo(r.Out); err != nil {
		return fmt.Errorf("writing the output: %w", err)
	}
	_, err := fmt.Fprintf(r.Report, "%s=%d seconds=%.3f per_second=%.0f peak_mb=%.0f\n",
		unit, r.count, seconds, float64(r.count)/max(seconds, 1e-9), peakMB())
	return err
}

// peakMB is the largest resident memory of the process so far in MB, 0 where the system does not tell.
func peakMB() float64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kb); n == 1 {
			return kb / 1000
		}
	}
	return 0
}
