package academy.samples.production;

/** What so many pieces of an article cost together. */
record Price(String article, int pieces, int cents) {}
