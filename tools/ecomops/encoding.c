/* encoding.c - see encoding.h. */
#include "ecomops/encoding.h"
#include "ecomops/failure.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RAW_SIZE = 128 * 1024, LEAST_ROOM = 8 };

struct tool_decoder {
    tool_source source;
    tool_encoding encoding;
    iconv_t converter; /* (iconv_t)-1: not open */
    size_t at, end;    /* what of raw is not yet given on */
    bool started, ended;
    char raw[RAW_SIZE];
};

const char *tool_encoding_name(tool_encoding encoding)
{
    switch (encoding) {
    case TOOL_ENCODING_UTF8: return "UTF-8";
    case TOOL_ENCODING_GB18030: return "GB18030";
    default: return "ASCII";
    }
}

bool tool_encoding_find(tool_encoding *encoding, const char *name)
{
    static const struct {
        const char *name;
        tool_encoding encoding;
    } known[] = {{"auto", TOOL_ENCODING_DETECT},  {"utf-8", TOOL_ENCODING_UTF8},      {"utf8", TOOL_ENCODING_UTF8},
                 {"gbk", TOOL_ENCODING_GB18030},  {"gb18030", TOOL_ENCODING_GB18030}, {"gb2312", TOOL_ENCODING_GB18030},
                 {"cp936", TOOL_ENCODING_GB18030}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasecmp(name, known[i].name) == 0) {
            *encoding = known[i].encoding;
            return true;
        }
    return false;
}

/* Bytes of the valid sequence at text, 0 where there is none (Unicode 15, table 3-7). */
static size_t sequence(const unsigned char *text, size_t size)
{
    unsigned char lead = text[0], low = 0x80, high = 0xBF;
    size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length < 2 || length > size)
        return length > size ? 0 : length;
    if (lead == 0xE0)
        low = 0xA0;
    if (lead == 0xED)
        high = 0x9F; /* no surrogates */
    if (lead == 0xF0)
        low = 0x90;
    if (lead == 0xF4)
        high = 0x8F;
    if (text[1] < low || text[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

/* Length of the ASCII prefix. */
static size_t ascii(const char *text, size_t size)
{
    size_t at = 0;
    for (uint64_t eight; size - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, text + at, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < size && !((unsigned char)text[at] & 0x80))
        at++;
    return at;
}

size_t tool_utf8_valid(const char *text, size_t size)
{
    for (size_t at = 0;;) {
        at += ascii(text + at, size - at);
        size_t length = at < size ? sequence((const unsigned char *)text + at, size - at) : 0;
        if (length == 0)
            return at;
        at += length;
    }
}

eco_status tool_decoder_open(tool_decoder **out, tool_source source, tool_encoding encoding, eco_error *error)
{
    *out = NULL;
    tool_decoder *decoder = malloc(sizeof *decoder);
    if (!decoder)
        return tool_failure_memory(error);
    decoder->source = source;
    decoder->encoding = encoding;
    decoder->converter = (iconv_t)-1;
    decoder->at = decoder->end = 0;
    decoder->started = decoder->ended = false;
    *out = decoder;
    return ECO_OK;
}

void tool_decoder_close(tool_decoder *decoder)
{
    if (decoder && decoder->converter != (iconv_t)-1)
        iconv_close(decoder->converter);
    free(decoder);
}

tool_encoding tool_decoder_encoding(const tool_decoder *decoder)
{
    return decoder->encoding;
}

/* Reads on until raw is full or the source ends, so that what is judged does not depend on how a pipe cuts. */
static eco_status fill(tool_decoder *decoder, eco_error *error)
{
    memmove(decoder->raw, decoder->raw + decoder->at, decoder->end - decoder->at);
    decoder->end -= decoder->at;
    decoder->at = 0;
    while (!decoder->ended && decoder->end < RAW_SIZE) {
        size_t size = 0;
        eco_status status = decoder->source.read(decoder->source.user, decoder->raw + decoder->end, RAW_SIZE - decoder->end,
                                                 &size, error);
        if (status)
            return status;
        decoder->ended = size == 0;
        decoder->end += size;
    }
    if (decoder->started)
        return ECO_OK;
    decoder->started = true;
    if (decoder->end >= 2 && (memcmp(decoder->raw, "\xFF\xFE", 2) == 0 || memcmp(decoder->raw, "\xFE\xFF", 2) == 0))
        return tool_failure(error, ECO_E_SYNTAX, 0, 0, NULL, "the text is UTF-16: save it as UTF-8");
    return ECO_OK;
}

static eco_status open_converter(tool_decoder *decoder, eco_error *error)
{
    if (decoder->converter == (iconv_t)-1)
        decoder->converter = iconv_open("UTF-8", "GB18030");
    if (decoder->converter == (iconv_t)-1)
        return tool_failure(error, ECO_E_IO, 0, 0, NULL, "this system cannot convert GB18030: %s", strerror(errno));
    return ECO_OK;
}

/* Is all of the text GB18030? Its last character may be cut off. */
static bool all_converts(iconv_t converter, char *text, size_t size)
{
    char converted[4096];
    bool good = true;
    while (good && size > 0) {
        char *out = converted;
        size_t room = sizeof converted;
        if (iconv(converter, &text, &size, &out, &room) == (size_t)-1) {
            if (errno == EINVAL)
                break;
            good = errno == E2BIG;
        }
    }
    iconv(converter, NULL, NULL, NULL, NULL);
    return good;
}

/* Beyond ASCII for the first time: decides by all that is at hand. */
static eco_status decide(tool_decoder *decoder, eco_error *error)
{
    char *text = decoder->raw + decoder->at;
    size_t size = decoder->end - decoder->at, valid = tool_utf8_valid(text, size);
    decoder->encoding = TOOL_ENCODING_UTF8;
    if (size == valid || (size - valid < 4 && !decoder->ended)) /* no more than a last character that is cut off */
        return ECO_OK;
    eco_status status = open_converter(decoder, error);
    if (!status && all_converts(decoder->converter, text, size))
        decoder->encoding = TOOL_ENCODING_GB18030;
    return status;
}

/* Gives on what is valid; 0 bytes where more input is needed first. */
static eco_status convert(tool_decoder *decoder, char *bytes, size_t room, size_t *size, eco_error *error)
{
    char *text = decoder->raw + decoder->at;
    size_t left = decoder->end - decoder->at;
    *size = 0;
    if (decoder->encoding == TOOL_ENCODING_GB18030) {
        eco_status status = open_converter(decoder, error);
        if (status)
            return status;
        char *out = bytes;
        size_t out_room = room;
        size_t result = iconv(decoder->converter, &text, &left, &out, &out_room);
        *size = room - out_room;
        decoder->at = decoder->end - left;
        bool cut_off = result == (size_t)-1 && errno == EINVAL && !decoder->ended;
        return *size > 0 || cut_off || result != (size_t)-1
                   ? ECO_OK
                   : tool_failure(error, ECO_E_SYNTAX, 0, 0, NULL, "these bytes are not GB18030 text");
    }
    size_t usable = left < room ? left : room;
    *size = decoder->encoding == TOOL_ENCODING_UTF8 ? tool_utf8_valid(text, usable) : ascii(text, usable);
    memcpy(bytes, text, *size);
    decoder->at += *size;
    if (*size > 0 || (left < 4 && !decoder->ended))
        return ECO_OK;
    return tool_failure(error, ECO_E_SYNTAX, 0, 0, NULL,
                        "these bytes are not UTF-8 text: convert the file, or name its encoding");
}

static eco_status read_decoded(void *user, char *bytes, size_t room, size_t *size, eco_error *error)
{
    tool_decoder *decoder = user;
    *size = 0;
    if (room < LEAST_ROOM)
        return tool_failure(error, ECO_E_INVALID, 0, 0, NULL, "room for %zu bytes is too small", room);
    eco_status status = ECO_OK;
    while (!status && *size == 0) {
        if (decoder->end - decoder->at < LEAST_ROOM && !decoder->ended)
            status = fill(decoder, error);
        if (status || decoder->at == decoder->end)
            break;
        if (decoder->encoding == TOOL_ENCODING_DETECT && ((unsigned char)decoder->raw[decoder->at] & 0x80)) {
            status = fill(decoder, error);
            status = status ? status : decide(decoder, error);
        }
        if (!status)
            status = convert(decoder, bytes, room, size, error);
    }
    return status;
}

tool_source tool_source_of_decoder(tool_decoder *decoder)
{
    return (tool_source){read_decoded, decoder};
}
