/* encoding.h - a source of text becomes a source of valid UTF-8. */
#ifndef TOOL_ENCODING_H
#define TOOL_ENCODING_H
#include "ecomops/source.h"

typedef enum tool_encoding {
    TOOL_ENCODING_DETECT = 0, /* UTF-8, unless the first text beyond ASCII is not and can be GB18030 */
    TOOL_ENCODING_UTF8 = 1,
    TOOL_ENCODING_GB18030 = 2 /* and GBK and GB2312, which it contains */
} tool_encoding;
const char *tool_encoding_name(tool_encoding encoding);             /* "UTF-8" ... */
bool tool_encoding_find(tool_encoding *encoding, const char *name); /* "utf-8", "gbk", "GB18030", "auto" ... */
size_t tool_utf8_valid(const char *text, size_t size);              /* length of the valid prefix */

typedef struct tool_decoder tool_decoder;
/* Reads from `source` only when it is read itself. */
eco_status tool_decoder_open(tool_decoder **out, tool_source source, tool_encoding encoding, eco_error *error);
void tool_decoder_close(tool_decoder *decoder);
/* What comes out is whole characters of valid UTF-8 (rooms below 8 bytes are refused with ECO_E_INVALID). Bytes that are no text are ECO_E_SYNTAX,
 * after all that came before them; the caller, who counts lines, knows the place. */
tool_source tool_source_of_decoder(tool_decoder *decoder);
/* What the text turned out to be; DETECT as long as all was ASCII. */
tool_encoding tool_decoder_encoding(const tool_decoder *decoder);

#endif
