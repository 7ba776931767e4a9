package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Status is the state of the instance in the API.
type Status struct {
	AsOf     time.Time  `json:"as_of"`
	Version  string     `json:"version" doc:"Of the program"`
	Outlets  int        `json:"outlets" doc:"That this instance follows"`
	Feeds    int        `json:"feeds"`
	Due      int        `json:"due" doc:"Feeds whose next poll is in the past"`
	Failing  int        `json:"failing" doc:"Feeds that failed three times in a row or more"`
	Articles int        `json:"articles"`
	Stories  int        `json:"stories"`
	Pages    int        `json:"pages" doc:"Pages of articles still to be read"`
	Queue    int        `json:"queue" doc:"Articles still to be grouped and stories still to be analysed"`
	Newest   *time.Time `json:"newest" doc:"When the newest article appeared; null without one"`
	NextPoll *time.Time `json:"next_poll" doc:"Earliest next poll of a feed; null where none is planned"`
}

type statusOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Status
}

func (s *Server) registerStatus(to huma.API) {
	huma.Register(to, huma.Operation{
		OperationID: "getStatus", Method: http.MethodGet, Path: "/api/v1/status",
		Summary: "State of the instance",
		Errors:  []int{http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable},
	}, s.getStatus)
}

func (s *Server) getStatus(ctx context.Context, _ *struct{}) (*statusOutput, error) {
	st, err := s.lib.Status(ctx)
	if err != nil {
		return nil, s.problem(ctx, err, "status")
	}
	return &statusOutput{CacheControl: "no-cache", Body: Status{
		AsOf: st.AsOf.UTC(), Version: s.opts.Version, Outlets: st.Outlets, Feeds: st.Feeds, Due: st.Due, Failing: st.Failing,
		Articles: st.Articles, Stories: st.Stories, Pages: st.Pages, Queue: st.Queue,
		Newest: moment(st.Newest), NextPoll: moment(st.NextPoll),
	}}, nil
}
