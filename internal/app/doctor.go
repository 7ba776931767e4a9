package app

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/store"
)

// Finding is something that the doctor looked at.
type Finding struct {
	OK   bool
	What string
	Do   string // what to do about it, "" nothing
}

// Doctor looks at an instance without changing it and says what is wrong and what to do. It may run
// beside the instance.
func Doctor(ctx context.Context, c config.Config, o Options) []Finding {
	if err := c.Validate(); err != nil {
		return []Finding{{What: err.Error(), Do: "Correct the settings; nothing else was looked at."}}
	}
	found := []Finding{{OK: true, What: "the settings are valid"}}
	if c.Database == "" {
		found = append(found, folder(c.Data))
	}
	s, err := openStore(ctx, c, news.DefaultScale, o)
	if err != nil {
		return append(found, Finding{What: err.Error(), Do: "Nothing else can be looked at before the database opens."})
	}
	defer s.Close()
	have, want, err := s.SchemaVersion(ctx)
	switch {
	case err != nil:
		return append(found, Finding{What: err.Error(), Do: "Nothing else can be looked at before the database answers."})
	case have == 0:
		return append(found, Finding{OK: true, What: "the database is empty", Do: "parallax serve fills it with the built-in edition; parallax feeds import brings your own feeds."})
	case have != want:
		return append(found, Finding{What: s.CheckSchema(ctx).Error()})
	}
	found = append(found, Finding{OK: true, What: fmt.Sprintf("the database is at schema %d", have)})
	found = append(found, reading(ctx, s, c, o.Now())...)
	return append(found, address(c.Addr))
}

// folder tells whether the data folder can be written to.
func folder(dir string) Finding {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if os.IsNotExist(err) {
		return Finding{OK: true, What: "the data folder " + dir + " does not exist yet; it is made at the first start"}
	}
	if err != nil {
		return Finding{What: err.Error(), Do: "Give the user that runs parallax the right to write into " + dir + ", or choose another with --data."}
	}
	f.Close()
	os.Remove(f.Name())
	if info, err := os.Stat(filepath.Join(dir, "parallax.yaml")); err == nil && info.Mode().Perm()&0o077 != 0 {
		return Finding{What: "parallax.yaml can be read by other users of this machine", Do: "chmod 600 " + filepath.Join(dir, "parallax.yaml")}
	}
	return Finding{OK: true, What: "the data folder " + dir + " can be written to"}
}

// reading looks at how the feeds are.
func reading(ctx context.Context, s *store.Store, c config.Config, now time.Time) []Finding {
	st, err := s.Status(ctx)
	if err != nil {
		return []Finding{{What: err.Error()}}
	}
	if st.Feeds == 0 {
		return []Finding{{What: "no feed is followed", Do: "parallax feeds import FILE.opml, or start parallax serve for the built-in edition."}}
	}
	found := []Finding{{OK: true, What: fmt.Sprintf("%d articles in %d stories from %d feeds of %d outlets", st.Articles, st.Stories, st.Feeds, st.Outlets)}}
	if st.Failing*4 > st.Feeds {
		f := Finding{What: fmt.Sprintf("%d of %d feeds are failing", st.Failing, st.Feeds), Do: "parallax feeds list --failing shows why."}
		if c.Fetch.HTTPProxy == "" && c.Fetch.HTTPSProxy == "" {
			f.Do += " When all fail alike, this machine may need a proxy: set HTTP_PROXY and HTTPS_PROXY."
		}
		found = append(found, f)
	} else {
		found = append(found, Finding{OK: true, What: fmt.Sprintf("%d of %d feeds are failing", st.Failing, st.Feeds)})
	}
	if st.Due > st.Feeds/2 && !st.NextPoll.IsZero() && now.Sub(st.NextPoll) > time.Hour {
		found = append(found, Finding{What: fmt.Sprintf("%d feeds have been due for up to %s", st.Due, now.Sub(st.NextPoll).Round(time.Minute)), Do: "Is parallax serve running with the role fetch?"})
	}
	return found
}

// address tells whether the site's address is free or served.
func address(addr string) Finding {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return Finding{OK: true, What: addr + " is in use", Do: "By this instance, if it is running; by another program otherwise: then choose another with --addr."}
	}
	l.Close()
	return Finding{OK: true, What: addr + " is free"}
}
