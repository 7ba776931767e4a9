package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/store"
)

// Restore puts a backup in the place of an empty database, after verifying it.
func Restore(ctx context.Context, c config.Config, file string, o Options, progress func(table string, rows int64)) error {
	s, err := openStore(ctx, c, news.DefaultScale, o)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	return store.Restore(ctx, file, s, progress)
}

// Copy copies an instance into another, empty database: a postgres:// URL or a folder for SQLite.
func Copy(ctx context.Context, from *store.Store, c config.Config, to string, o Options, progress func(table string, rows int64)) error {
	target := config.Config{Data: to}
	if strings.HasPrefix(to, "postgres://") || strings.HasPrefix(to, "postgresql://") {
		target = config.Config{Database: to}
	}
	if target.Database == c.Database && (target.Database != "" || target.Data == c.Data) {
		return &InputError{errors.New("copy: source and target are the same")}
	}
	s, err := openStore(ctx, target, news.DefaultScale, o)
	if err != nil {
		return fmt.Errorf("copy: opening the target: %w", err)
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	return store.Copy(ctx, from, s, progress)
}
