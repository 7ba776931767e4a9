package news

// Topic is a subject of news: a top-level IPTC Media Topic
// (https://iptc.org/standards/media-topics/), with the name that readers know.
type Topic struct {
	Key  string `json:"key"` // in addresses
	Name string `json:"name"`
	Code string `json:"code"` // IPTC medtop number
}

// Topics are the 17 top-level IPTC Media Topics.
var Topics = []Topic{
	{"politics", "Politics", "11000000"},
	{"world", "Conflict and peace", "16000000"},
	{"business", "Business", "04000000"},
	{"law", "Crime and law", "02000000"},
	{"health", "Health", "07000000"},
	{"science", "Science and technology", "13000000"},
	{"environment", "Environment", "06000000"},
	{"disaster", "Disasters and accidents", "03000000"},
	{"society", "Society", "14000000"},
	{"labour", "Labour", "09000000"},
	{"education", "Education", "05000000"},
	{"culture", "Arts and entertainment", "01000000"},
	{"lifestyle", "Lifestyle", "10000000"},
	{"human-interest", "Human interest", "08000000"},
	{"religion", "Religion", "12000000"},
	{"sport", "Sport", "15000000"},
	{"weather", "Weather", "17000000"},
}

// TopicByKey finds a topic by its key.
func TopicByKey(key string) (Topic, bool) {
	for _, t := range Topics {
		if t.Key == key {
			return t, true
		}
	}
	return Topic{}, false
}
