package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/app"
	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/store"
)

// cli is every command with its flags.
type cli struct {
	Config string `help:"Settings file (YAML). Default: parallax.yaml in the data folder, if there is one." placeholder:"FILE"`

	Serve    serveCmd    `cmd:"" help:"Run the site and the pipeline."`
	Demo     demoCmd     `cmd:"" help:"Show an invented edition: needs no network, shows no real news."`
	Outlets  outletsCmd  `cmd:"" help:"List, add, remove and export outlets."`
	Feeds    feedsCmd    `cmd:"" help:"List, add, remove, import, export and probe feeds."`
	Ratings  ratingsCmd  `cmd:"" help:"List, import and export ratings."`
	Editions editionsCmd `cmd:"" help:"List and export editions."`
	Lab      labCmd      `cmd:"" help:"Run one stage of the pipeline over files."`
	Doctor   doctorCmd   `cmd:"" help:"Say what is wrong with this instance and what to do."`
	Backup   backupCmd   `cmd:"" help:"Write a verified copy of the database to a file."`
	Restore  restoreCmd  `cmd:"" help:"Put a backup in the place of an empty database."`
	Copy     copyCmd     `cmd:"" help:"Copy an instance into another, empty database, e.g. from SQLite to PostgreSQL."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database up to this version of the program."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// terminal is what commands talk to, and how they find their settings.
type terminal struct {
	in          io.Reader
	out, report io.Writer
	now         func() time.Time
	config      string
}

// place are the flags that say where an instance lives.
type place struct {
	Data     string `help:"Folder of the database. Default: data." placeholder:"DIR"`
	Database string `help:"postgres:// URL. Default: SQLite in the data folder." placeholder:"URL"`
}

// settings loads the configuration: file, environment, then the flags.
func (t *terminal) settings(p place) (config.Config, error) {
	name := t.config
	if name == "" {
		dir := p.Data
		if dir == "" {
			dir = config.Default().Data
		}
		if file := filepath.Join(dir, "parallax.yaml"); exists(file) {
			name = file
		}
	}
	c, err := config.Load(name, os.Environ())
	if err != nil {
		return c, &app.SettingsError{Err: err}
	}
	if p.Data != "" {
		c.Data = p.Data
	}
	if p.Database != "" {
		c.Database = p.Database
	}
	return c, nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func (t *terminal) options(c config.Config) app.Options {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	var h slog.Handler = slog.NewTextHandler(t.report, o)
	if c.Log.Format == "json" {
		h = slog.NewJSONHandler(t.report, o)
	}
	return app.Options{Version: version(), Now: t.now, Log: slog.New(h)}
}

// valid loads the settings and checks them.
func (t *terminal) valid(p place) (config.Config, error) {
	c, err := t.settings(p)
	if err != nil {
		return c, err
	}
	if err := c.Validate(); err != nil {
		return c, &app.SettingsError{Err: err}
	}
	return c, nil
}

// with opens the instance's database for a command of the operator.
func (t *terminal) with(ctx context.Context, p place, do func(*store.Store, config.Config) error) error {
	c, err := t.valid(p)
	if err != nil {
		return err
	}
	s, err := app.Open(ctx, c, t.options(c))
	if err != nil {
		return err
	}
	return errors.Join(do(s, c), s.Close())
}

// version is the module's version, or the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "dev-" + s.Value[:min(12, len(s.Value))]
		}
	}
	return "dev"
}

type versionCmd struct{}

func (versionCmd) Run(t *terminal) error {
	_, err := fmt.Fprintf(t.out, "parallax %s\n", version())
	return err
}

type serveCmd struct {
	place
	Addr string   `help:"Address to listen on. Default: 127.0.0.1:8080." placeholder:"HOST:PORT"`
	Role []string `help:"Roles of this process: web, fetch, cluster, analyse, deliver. Default: all." placeholder:"ROLE"`
}

func (s serveCmd) Run(ctx context.Context, t *terminal) error {
	c, err := t.settings(s.place)
	if err != nil {
		return err
	}
	if s.Addr != "" {
		c.Addr = s.Addr
	}
	if len(s.Role) > 0 {
		c.Roles = s.Role
	}
	if err := c.Validate(); err != nil {
		return &app.SettingsError{Err: err}
	}
	return t.serve(ctx, c)
}

// serve runs an instance until the context ends.
func (t *terminal) serve(ctx context.Context, c config.Config) error {
	o := t.options(c)
	a, err := app.Build(ctx, c, o)
	if err != nil {
		return err
	}
	return a.Run(ctx, func(addr string) {
		if addr == "" {
			o.Log.Info("working", "roles", strings.Join(c.Roles, ","))
			return
		}
		o.Log.Info("Parallax is ready", "address", c.Site.URL, "listening", addr, "roles", strings.Join(c.Roles, ","))
	})
}

type migrateCmd struct{ place }

func (m migrateCmd) Run(ctx context.Context, t *terminal) error {
	c, err := t.valid(m.place)
	if err != nil {
		return err
	}
	from, to, err := app.Migrate(ctx, c, t.options(c))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "database schema: %d before, %d now\n", from, to)
	return err
}

type backupCmd struct {
	place
	File string `arg:"" help:"File to write; it must not exist."`
}

func (b backupCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, b.place, func(s *store.Store, _ config.Config) error {
		if err := s.Backup(ctx, b.File); err != nil {
			return err
		}
		_, err := fmt.Fprintf(t.out, "backup written to %s and verified\n", b.File)
		return err
	})
}

type restoreCmd struct {
	place
	File string `arg:"" help:"A file that parallax backup wrote."`
}

func (r restoreCmd) Run(ctx context.Context, t *terminal) error {
	c, err := t.valid(r.place)
	if err != nil {
		return err
	}
	if err := app.Restore(ctx, c, r.File, t.options(c), t.progress()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s verified and restored\n", r.File)
	return err
}

type copyCmd struct {
	place
	To string `required:"" help:"Where to: a postgres:// URL, or a folder for SQLite." placeholder:"URL|DIR"`
}

func (c copyCmd) Run(ctx context.Context, t *terminal) error {
	return t.with(ctx, c.place, func(from *store.Store, conf config.Config) error {
		return app.Copy(ctx, from, conf, c.To, t.options(conf), t.progress())
	})
}

// progress returns a function that shows on a terminal what was copied, and nothing elsewhere.
func (t *terminal) progress() func(table string, rows int64) {
	if !t.watched() {
		return nil
	}
	return func(table string, rows int64) { fmt.Fprintf(t.report, "%s: %d rows\n", table, rows) }
}

// watched tells whether somebody looks at the report: it goes to a terminal.
func (t *terminal) watched() bool {
	f, ok := t.report.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

type doctorCmd struct{ place }

func (d doctorCmd) Run(ctx context.Context, t *terminal) error {
	c, err := t.settings(d.place)
	if err != nil {
		return err
	}
	findings := app.Doctor(ctx, c, t.options(c))
	bad := 0
	for _, f := range findings {
		mark := "ok  "
		if !f.OK {
			mark = "BAD "
			bad++
		}
		fmt.Fprintf(t.out, "%s %s\n", mark, f.What)
		if f.Do != "" {
			fmt.Fprintf(t.out, "     %s\n", f.Do)
		}
	}
	if bad > 0 {
		return errors.New("the doctor found something to do")
	}
	return nil
}
