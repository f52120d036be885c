// Places where two mail programs read the same bytes differently. Each is both a note ("seen here") and a way of reading.

/**
 * `structure.ts` notes an ambiguity when it meets one and reads it the usual way; given the same name in its ways, it
 * reads it the other way. `readings.ts` then compares what the two readings show.
 */
export type Ambiguity =
  | 'bare-cr' // CR alone as a line end (RFC 5322 section 2.3 forbids it)
  | 'duplicate-content-type'
  | 'duplicate-transfer-encoding'
  | 'odd-content-type' // a type that only some readers recognise as multipart
  | 'odd-transfer-encoding' // an encoding that only some readers recognise
  | 'odd-field-name' // `Content-Type : …` and the like
  | 'junk-in-header' // a line in the header block that is no field
  | 'other-boundary' // two boundary parameters, or two readings of one
  | 'loose-delimiter' // a line that begins like a delimiter and goes on
  | 'undeclared-delimiter' // `--x` and a Content- field where no part is expected
  | 'crossed-delimiters' // an outer delimiter inside an inner multipart that goes on
  | 'repeated-boundary' // an inner multipart with the boundary of an outer one
  | 'parts-after-close'; // delimiters behind the closing one

export type Ways = ReadonlySet<Ambiguity>;
