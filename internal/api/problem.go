package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/parallax-news/parallax/internal/news"
)

// problem turns an error of the library into an answer (RFC 9457). What is ours to mend is
// logged and not shown.
func (s *Server) problem(ctx context.Context, err error, what string) error {
	switch {
	case errors.Is(err, news.ErrNotFound):
		return huma.Error404NotFound("There is no " + what + ".")
	case errors.Is(err, news.ErrGone):
		return huma.Error410Gone("This was taken down.")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return huma.ErrorWithHeaders(
			huma.Error503ServiceUnavailable("This took too long. Please try again."),
			http.Header{"Retry-After": {"10"}})
	default:
		s.opts.Log.ErrorContext(ctx, "api: reading "+what, "err", err)
		return huma.Error500InternalServerError("Something broke on our side. It is logged; please try again.")
	}
}

// unknown answers requests that no operation takes.
func (s *Server) unknown(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", allowed)
		writeProblem(w, http.StatusMethodNotAllowed, "This API is only read: use GET.")
		return
	}
	writeProblem(w, http.StatusNotFound, fmt.Sprintf("There is nothing at this address. All operations are described at %s.", s.link(descriptionPath)))
}

// writeProblem answers with a problem where huma has no hand in it.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(huma.NewError(status, detail))
}
