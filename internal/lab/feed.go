package lab

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/feed"
)

// maxFeedFile is the largest feed in an archive in bytes, the cap that fetching has too.
const maxFeedFile = 10 << 20

// feedLine is what the feed stage says of one file.
type feedLine struct {
	File     string      `json:"file"`
	Title    string      `json:"title"`
	Link     string      `json:"link"`
	Language string      `json:"language"`
	Entries  []feedEntry `json:"entries"`
	Error    string      `json:"error,omitempty"`
}

type feedEntry struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Link      string `json:"link"`
	Published string `json:"published"` // RFC 3339, "" unknown
	Updated   string `json:"updated"`
	Author    string `json:"author"`
	Summary   string `json:"summary"`
}

// Feed reads every file of a tar archive (.tar, .tar.gz, .tgz) as a feed, but index files (.jsonl), and writes a line for
// each: what it says, or why it is no feed. Addresses of the feeds are not known, so relative links may stay relative.
func (r *Run) Feed(ctx context.Context, archive string) error {
	r.Start()
	in, err := Open(archive)
	if err != nil {
		return err
	}
	defer in.Close()
	out := json.NewEncoder(r)
	out.SetEscapeHTML(false)
	files := tar.NewReader(in)
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return &InputError{File: archive, Reason: err.Error()}
		}
		if header.Typeflag != tar.TypeReg || path.Ext(header.Name) == ".jsonl" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := readFeed(header.Name, files)
		if err != nil {
			return &InputError{File: archive, Reason: err.Error()}
		}
		if err := out.Encode(line); err != nil {
			return fmt.Errorf("writing %s: %w", header.Name, err)
		}
		r.Step()
	}
	if r.count == 0 {
		return &InputError{File: archive, Reason: "no feed in the archive"}
	}
	return r.Finish("feeds")
}

func readFeed(name string, in io.Reader) (feedLine, error) {
	line := feedLine{File: strings.TrimPrefix(name, "./"), Entries: []feedEntry{}}
	body, err := io.ReadAll(io.LimitReader(in, maxFeedFile+1))
	if err != nil {
		return line, fmt.Errorf("%s: %w", name, err)
	}
	if len(body) > maxFeedFile {
		line.Error = fmt.Sprintf("larger than %d bytes", maxFeedFile)
		return line, nil
	}
	doc, err := feed.Parse(body, "", "")
	if err != nil {
		line.Error = err.Error()
		return line, nil
	}
	line.Title, line.Link, line.Language = doc.Title, doc.Link, doc.Language
	for _, e := range doc.Entries {
		line.Entries = append(line.Entries, feedEntry{
			ID: e.GUID, Title: e.Title, Link: e.URL, Published: stamp(e.Published), Updated: stamp(e.Updated),
			Author: e.Author, Summary: e.Summary,
		})
	}
	return line, nil
}

// stamp writes a time in RFC 3339, "" when it is not known.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
