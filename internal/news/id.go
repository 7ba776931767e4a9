package news

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"time"
)

// ID names an article, feed or story. It is positive and orders by time of making: 41 bits of
// milliseconds since 1970, 10 bits that are random for each process, 12 bits of sequence.
// A story carries the ID of the article that founded it.
type ID int64

// idText writes IDs: Crockford's base 32 in lower case, 13 letters, in the order of the numbers.
var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// String is the ID's text in addresses and in the API: 13 letters, ordered like the ID.
func (id ID) String() string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(id))
	return idText.EncodeToString(b[:])
}

// Time is when the ID was made, to the millisecond.
func (id ID) Time() time.Time { return time.UnixMilli(int64(id) >> 22).UTC() }

// MarshalText writes the ID as String does, so that JSON holds no number over 2^53; no ID is "".
func (id ID) MarshalText() ([]byte, error) {
	if id == 0 {
		return []byte{}, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (id *ID) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*id = 0
		return nil
	}
	*id, err = ParseID(string(text))
	return err
}

// ParseID reads the text of an ID; capitals are accepted.
func ParseID(s string) (ID, error) {
	b, err := idText.DecodeString(strings.ToLower(s))
	if err != nil || len(b) != 8 {
		return 0, fmt.Errorf("%q is no id: 13 letters and digits are needed", s)
	}
	id := ID(binary.BigEndian.Uint64(b))
	if id <= 0 {
		return 0, fmt.Errorf("%q is no id: out of range", s)
	}
	return id, nil
}

// IDs makes IDs. It is safe for use by several goroutines.
type IDs struct {
	now  func() time.Time
	node int64

	mu   sync.Mutex
	last int64 // milliseconds<<12 | sequence of the newest ID
}

// NewIDs returns a maker that takes the time from now. Each maker draws 10 random bits, so that
// two processes meet only by rare chance; the database's keys catch the rest.
func NewIDs(now func() time.Time) *IDs {
	var b [2]byte
	rand.Read(b[:])
	return &IDs{now: now, node: int64(binary.BigEndian.Uint16(b[:]) & 0x3ff)}
}

// Next returns an ID greater than every earlier one of this maker, even when the clock goes back.
func (m *IDs) Next() ID {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = max(m.last+1, m.now().UnixMilli()<<12)
	ms, seq := m.last>>12, m.last&0xfff
	return ID(ms<<22 | m.node<<12 | seq)
}
