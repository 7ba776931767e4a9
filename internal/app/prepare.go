package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/outlet"
	"github.com/parallax-news/parallax/internal/store"
)

// Open opens the instance's database. An empty one gets its tables and the built-in catalogue with
// its ratings; one of another version is an error that says what to do.
func Open(ctx context.Context, c config.Config, o Options) (*store.Store, error) {
	edition, err := Edition(c)
	if err != nil {
		return nil, err
	}
	s, err := openStore(ctx, c, edition.Scale, o)
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, s, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func openStore(ctx context.Context, c config.Config, scale news.Scale, o Options) (*store.Store, error) {
	return store.Open(ctx, store.Options{URL: c.Database, Dir: c.Data, Scale: scale, Now: o.Now, Log: o.Log})
}

func prepare(ctx context.Context, s *store.Store, o Options) error {
	first, err := firstStart(ctx, s)
	if !first {
		if old := s.CheckSchema(ctx); old != nil {
			return old
		}
		return err
	}
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	outlets, ratings, _, err := outlet.Catalogue()
	if err != nil {
		return fmt.Errorf("reading the built-in catalogue: %w", err)
	}
	o.Log.Info("first start: storing the built-in catalogue", "outlets", len(outlets), "ratings", len(ratings))
	// A conflict means that another process starts at the same time and stored them.
	if err := s.SaveRatings(ctx, outlet.CataloguePack, ratings); err != nil && !errors.Is(err, news.ErrConflict) {
		return err
	}
	return s.SaveOutlets(ctx, outlets)
}

// firstStart tells whether the database has not been filled yet, or not to the end: outlets come last.
func firstStart(ctx context.Context, s *store.Store) (bool, error) {
	have, _, err := s.SchemaVersion(ctx)
	if err != nil || have == 0 {
		return err == nil, err
	}
	known, err := s.Outlets(ctx, news.OutletFilter{Limit: 1})
	return err == nil && len(known) == 0, err
}

// follow subscribes an instance that reads no feed yet to those of its edition.
func follow(ctx context.Context, s *store.Store, e outlet.Edition, o Options) error {
	status, err := s.Status(ctx)
	if err != nil || status.Feeds > 0 {
		return err
	}
	feeds, err := e.Feeds()
	if err != nil {
		return fmt.Errorf("reading the edition %s: %w", e.Name, err)
	}
	outlets, err := e.Outlets()
	if err != nil {
		return fmt.Errorf("reading the edition %s: %w", e.Name, err)
	}
	if err := s.SaveOutlets(ctx, outlets); err != nil {
		return err
	}
	ids := news.NewIDs(o.Now)
	for i := range feeds {
		feeds[i].ID = ids.Next()
	}
	o.Log.Info("no feeds yet: following the edition's", "edition", e.Name, "feeds", len(feeds))
	return s.SaveFeeds(ctx, feeds)
}

// Migrate brings the database up to this version of the program; it returns the schema's number before and after.
func Migrate(ctx context.Context, c config.Config, o Options) (from, to int64, err error) {
	s, err := openStore(ctx, c, news.DefaultScale, o)
	if err != nil {
		return 0, 0, err
	}
	defer s.Close()
	if from, to, err = s.SchemaVersion(ctx); err != nil {
		return 0, 0, err
	}
	if from == 0 {
		err = prepare(ctx, s, o)
	} else {
		err = s.Migrate(ctx)
	}
	return from, to, err
}
