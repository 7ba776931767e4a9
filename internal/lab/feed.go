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

// Feed reads every file of a tar archive (.tar, .tar.gz, .tgz) as a feed and writes a line for each: what it says, or
// why it is no feed. An index.jsonl in the archive may tell the headers that a file was served with, in lines
// {file,http_headers:{content-type,content-location}}; a file's address is known by them alone, so relative links may stay relative.
func (r *Run) Feed(ctx context.Context, archive string) error {
	r.Start()
	served := map[string]servedWith{}
	err := eachFile(ctx, archive, func(name string, in io.Reader) error {
		if path.Base(name) != "index.jsonl" {
			return nil
		}
		return readIndex(path.Dir(name), in, served)
	})
	if err != nil {
		return err
	}
	out := json.NewEncoder(r)
	out.SetEscapeHTML(false)
	err = eachFile(ctx, archive, func(name string, in io.Reader) error {
		if path.Ext(name) == ".jsonl" {
			return nil
		}
		line, err := readFeed(name, in, served[name])
		if err != nil {
			return err
		}
		r.Step()
		return out.Encode(line)
	})
	if err != nil {
		return err
	}
	if r.count == 0 {
		return &InputError{File: archive, Reason: "no feed in the archive"}
	}
	return r.Finish("feeds")
}

// eachFile calls f with every file of a tar archive, by its name without a leading "./".
func eachFile(ctx context.Context, archive string, f func(name string, in io.Reader) error) error {
	in, err := Open(archive)
	if err != nil {
		return err
	}
	defer in.Close()
	files := tar.NewReader(in)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && header.Typeflag == tar.TypeReg {
			name := strings.TrimPrefix(header.Name, "./")
			if err = f(name, files); err != nil {
				err = fmt.Errorf("%s: %w", name, err)
			}
		}
		if err != nil {
			return &InputError{File: archive, Reason: err.Error()}
		}
	}
}

// servedWith are the HTTP headers of a file that reading it depends on.
type servedWith struct {
	Type     string `json:"content-type"`
	Location string `json:"content-location"`
}

// readIndex reads an index, whose files are named from its own folder.
func readIndex(dir string, in io.Reader, served map[string]servedWith) error {
	lines := json.NewDecoder(in)
	for lines.More() {
		var l struct {
			File    string     `json:"file"`
			Headers servedWith `json:"http_headers"`
		}
		if err := lines.Decode(&l); err != nil {
			return err
		}
		served[path.Join(dir, l.File)] = l.Headers
	}
	return nil
}

func readFeed(name string, in io.Reader, with servedWith) (feedLine, error) {
	line := feedLine{File: name, Entries: []feedEntry{}}
	body, err := io.ReadAll(io.LimitReader(in, maxFeedFile+1))
	if err != nil {
		return line, err
	}
	if len(body) > maxFeedFile {
		line.Error = fmt.Sprintf("larger than %d bytes", maxFeedFile)
		return line, nil
	}
	doc, err := feed.Parse(body, with.Type, with.Location)
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
