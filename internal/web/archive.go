package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// archiveMonths is how many months a page of the archive shows.
const archiveMonths = 12

// ArchivePage shows the days of a year, as calendars.
type ArchivePage struct {
	Page
	Months []Month // newest first; those without a story are left out
	Note   string
	Pager  Pager
}

// Month is a calendar.
type Month struct {
	Name  string
	ID    string
	Weeks [][]Day // Monday first; days of other months are empty
}

// Day is a day of a calendar.
type Day struct {
	Number  int    // 0 for a place that has no day
	Href    string // "" without stories
	Stories string
}

func (s *Server) archive(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), s.now().UTC()
	last := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	until := r.URL.Query().Get("until")
	if until != "" {
		month, err := time.Parse("2006-01", until)
		if err != nil || month.After(last) {
			return badRequest(fmt.Sprintf("“%s” is no month of the archive. A month looks like 2026-07.", until))
		}
		last = month
	}
	first := last.AddDate(0, 1-archiveMonths, 0)
	end := last.AddDate(0, 1, 0)
	days, err := s.lib.Days(ctx, first, end)
	if err != nil {
		return err
	}
	earlier, err := s.lib.CountStories(ctx, news.StoryFilter{To: first})
	if err != nil {
		return err
	}
	counts, total := map[time.Time]int{}, 0
	for _, d := range days {
		counts[d.Day.UTC()] = d.Stories
		total += d.Stories
	}
	var p ArchivePage
	for month := last; !month.Before(first); month = month.AddDate(0, -1, 0) {
		if m, ok := s.month(month, counts); ok {
			p.Months = append(p.Months, m)
		}
	}
	p.Note = fmt.Sprintf("%s by the day of their last change (UTC), %s to %s, as of %s. A day’s number of stories stands under it.",
		storyCount(total), first.Format("January 2006"), last.Format("January 2006"), exact(now))
	p.Pager.Note = "Nothing is kept from before " + first.Format("January 2006")
	if earlier > 0 {
		p.Pager.Note = storyCount(earlier) + " from before " + first.Format("January 2006")
		p.Pager.Next = s.links.With("/archive", "until", first.AddDate(0, -1, 0).Format("2006-01"))
	}
	if until != "" {
		p.Pager.First = s.links.To("/archive")
	}
	if p.Page, err = s.page(ctx, "/archive", s.links.With("/archive", "until", until), "Archive", "Stories by day"); err != nil {
		return err
	}
	return s.render(w, "archive", p)
}

// month lays out a calendar; false when no day of it has a story.
func (s *Server) month(first time.Time, counts map[time.Time]int) (m Month, ok bool) {
	m = Month{Name: first.Format("January 2006"), ID: first.Format("2006-01")}
	week := make([]Day, (int(first.Weekday())+6)%7, 7)
	for day := first; day.Month() == first.Month(); day = day.AddDate(0, 0, 1) {
		d := Day{Number: day.Day()}
		if n := counts[day]; n > 0 {
			ok = true
			d.Href, d.Stories = s.dayPath(day), number(n)
		}
		if week = append(week, d); len(week) == 7 {
			m.Weeks, week = append(m.Weeks, week), make([]Day, 0, 7)
		}
	}
	if len(week) > 0 {
		m.Weeks = append(m.Weeks, append(week, make([]Day, 7-len(week))...))
	}
	return m, ok
}

func (s *Server) dayPath(day time.Time) string {
	return s.links.To("/archive/" + day.Format(time.DateOnly))
}

// DayPage lists the stories of a day.
type DayPage struct {
	Page
	Day      string // "Thursday 23 July 2026"
	Earlier  string // address of the day before
	Later    string // address of the day after, "" for today
	List     StoryList
	Complete bool // the day is over
}

func (s *Server) archiveDay(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), s.now().UTC()
	day, err := time.Parse(time.DateOnly, r.PathValue("day"))
	if err != nil || day.After(now) {
		return news.ErrNotFound
	}
	next := day.AddDate(0, 0, 1)
	p := DayPage{Day: day.Format("Monday 2 January 2006"), Earlier: s.dayPath(day.AddDate(0, 0, -1)), Complete: !next.After(now)}
	if p.Complete {
		p.Later = s.dayPath(next)
	}
	path := "/archive/" + day.Format(time.DateOnly)
	if p.List, _, err = s.storyList(ctx, news.StoryFilter{From: day, To: next}, r.URL.Query(), now, path); err != nil {
		return err
	}
	if p.Page, err = s.page(ctx, "/archive", s.links.With(path, "after", r.URL.Query().Get("after")), p.Day, "Stories of "+p.Day); err != nil {
		return err
	}
	p.NoIndex = len(p.List.Items) == 0
	return s.render(w, "day", p)
}
