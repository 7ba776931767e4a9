package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Backup writes the database to a new file: with SQLite a compact copy of it, with PostgreSQL the same data as an SQLite database.
// The file gets its name only after it was opened and found sound; jobs and data go on meanwhile.
func (s *Store) Backup(ctx context.Context, path string) (err error) {
	defer wrap(&err, "backing up to %s", path)
	if _, err := os.Stat(path); err == nil {
		return os.ErrExist
	}
	part := path + ".part"
	if err := removeDatabase(part); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, removeDatabase(part)) }()
	if err := s.db.backup(ctx, part, s); err != nil {
		return err
	}
	if err := verifyFile(ctx, part); err != nil {
		return fmt.Errorf("the new backup is not sound: %w", err)
	}
	if err := syncFile(part); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// Restore brings a backup into a database that is empty. It works on a copy of the file, which is verified, and migrated
// when it is older, before the first row is taken from it.
func Restore(ctx context.Context, path string, into *Store, progress func(table string, rows int64)) (err error) {
	defer wrap(&err, "restoring %s", path)
	dir, err := os.MkdirTemp("", "parallax-restore-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := copyFile(path, filepath.Join(dir, sqliteFile)); err != nil {
		return err
	}
	if err := verifyFile(ctx, filepath.Join(dir, sqliteFile)); err != nil {
		return err
	}
	from, err := Open(ctx, Options{Dir: dir, Scale: into.scale, Now: into.now, Log: into.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if have, _, err := from.SchemaVersion(ctx); err != nil {
		return err
	} else if have == 0 {
		return fmt.Errorf("%w: it holds no data of Parallax", ErrBroken)
	}
	if err := from.Migrate(ctx); err != nil {
		return err
	}
	return Copy(ctx, from, into, progress)
}

// dumpSQLite copies a database of another engine into a new SQLite file.
func dumpSQLite(ctx context.Context, from *Store, path string) (err error) {
	db, err := openSQLiteFile(ctx, path, from.log)
	if err != nil {
		return err
	}
	to := &Store{db: db, scale: from.scale, now: from.now, ids: from.ids, log: from.log}
	defer func() { err = errors.Join(err, to.Close()) }()
	if err := to.Migrate(ctx); err != nil {
		return err
	}
	return Copy(ctx, from, to, nil)
}

// removeDatabase deletes an SQLite file with its companions, as far as they are there.
func removeDatabase(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// syncFile waits until a file is on the disk.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
