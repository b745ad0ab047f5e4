/* usage_counts.c - from a use of a quote to the counts that it is counted in. */
#include <string.h>

#include "base/error.h"
#include "pricing/usage_internal.h"

void eco_usage_names(usage_name names[USAGE_WHATS], const eco_use *use)
{
    names[USAGE_ALL] = (usage_name){USAGE_ALL, use->promotion, NULL};
    names[USAGE_CUSTOMER] = (usage_name){USAGE_CUSTOMER, use->customer ? use->promotion : NULL, use->customer};
    names[USAGE_CODE] = (usage_name){USAGE_CODE, use->code ? use->promotion : NULL, use->code};
    names[USAGE_CAMPAIGN] = (usage_name){USAGE_CAMPAIGN, use->campaign, NULL};
}

int64_t eco_usage_key(const eco_usage *usage, const usage_name *name)
{
    uint64_t hash = eco_digest_add((uint64_t)name->what, eco_hash(name->subject, strlen(name->subject)));
    if (name->detail)
        hash = eco_digest_add(hash, eco_hash(name->detail, strlen(name->detail)));
    hash &= usage->key_mask;
    return hash ? (int64_t)hash : 1;
}

/* A text that is empty is kept as none: `what` tells whether there is a detail. */
static bool is_text(const char *kept, const char *wanted)
{
    return strcmp(kept ? kept : "", wanted ? wanted : "") == 0;
}

bool eco_usage_is_name(const usage_name *name, int32_t what, const char *subject, const char *detail)
{
    return name->what == what && is_text(subject, name->subject) && is_text(detail, name->detail);
}

static bool is_count(const usage_call *call, const usage_count *count, const usage_name *name)
{
    return eco_usage_is_name(name, count->what, eco_work_text_of(call->work, count->subject),
                             eco_work_text_of(call->work, count->detail));
}

static eco_status make_count(usage_call *call, int64_t key, const usage_name *name, usage_count **out)
{
    bool failed = false;
    usage_count *count = eco_work_add(call->work, &eco_usage_count_kind, eco_key_int(key));
    if (!count)
        return eco_fail_memory(call->error);
    count->what = name->what;
    count->subject = eco_work_text(call->work, name->subject, &failed);
    count->detail = eco_work_text(call->work, name->detail, &failed);
    if (name->what == USAGE_CAMPAIGN)
        count->currency = eco_work_text(call->work, call->command->quote->currency, &failed);
    *out = count;
    return failed ? eco_fail_memory(call->error) : ECO_OK;
}

eco_status eco_usage_find_count(usage_call *call, size_t use, const usage_name *name, usage_count **out)
{
    int64_t key = eco_usage_key(call->usage, name);
    usage_count *count;
    while ((count = eco_work_find(call->work, &eco_usage_count_kind, eco_key_int(key), ECO_WANT_CHANGE)) &&
           !is_count(call, count, name))
        key = eco_usage_next_key(key);
    *out = count;
    call->asked[use].counts[name->what] = key;
    if (count)
        return ECO_OK;
    if (eco_work_waits(call->work))
        return ECO_E_NOT_FOUND; /* whatever: it will be asked again */
    return make_count(call, key, name, out);
}

bool eco_usage_touch(eco_work *work, usage_count *count)
{
    if (!eco_work_change(work, &eco_usage_count_kind, count))
        return false;
    count->version++;
    return true;
}
