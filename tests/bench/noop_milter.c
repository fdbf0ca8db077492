/* A milter that does nothing: what any milter costs at least.
 *
 *   noop_milter SOCKET            the stages of send-guard milter, and like it no reply but to the
 *                                 end of the message: the floor that ours is held against
 *   noop_milter SOCKET replies    every stage, and a reply to each, as libmilter does unless asked
 *
 * SOCKET is such as unix:/path or inet:8891@127.0.0.1. What is negotiated here must be what
 * src/milter/main.cpp negotiates, or the comparison says nothing.
 */
#include <libmilter/mfapi.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static sfsistat on_connect(SMFICTX* context, char* host, _SOCK_ADDR* address) {
    (void)context, (void)host, (void)address;
    return SMFIS_CONTINUE;
}

static sfsistat on_word(SMFICTX* context, char* word) {
    (void)context, (void)word;
    return SMFIS_CONTINUE;
}

static sfsistat on_words(SMFICTX* context, char** words) {
    (void)context, (void)words;
    return SMFIS_CONTINUE;
}

static sfsistat on_header(SMFICTX* context, char* name, char* value) {
    (void)context, (void)name, (void)value;
    return SMFIS_CONTINUE;
}

static sfsistat on_body(SMFICTX* context, unsigned char* bytes, size_t count) {
    (void)context, (void)bytes, (void)count;
    return SMFIS_CONTINUE;
}

static sfsistat on_stage(SMFICTX* context) {
    (void)context;
    return SMFIS_CONTINUE;
}

/* The same steps that src/milter/main.cpp asks for. */
static sfsistat on_negotiate(SMFICTX* context, unsigned long actions, unsigned long steps,
                             unsigned long unused_2, unsigned long unused_3,
                             unsigned long* wanted_actions, unsigned long* wanted_steps,
                             unsigned long* wanted_2, unsigned long* wanted_3) {
    (void)context, (void)unused_2, (void)unused_3;
    *wanted_actions = actions & (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE);
    *wanted_steps =
        steps & (SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_NR_CONN | SMFIP_NR_MAIL |
                 SMFIP_NR_RCPT | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY | SMFIP_HDR_LEADSPC);
    *wanted_2 = *wanted_3 = 0;
    return SMFIS_CONTINUE;
}

/* What a stage without a reply must return. */
static sfsistat quiet_connect(SMFICTX* context, char* host, _SOCK_ADDR* address) {
    (void)context, (void)host, (void)address;
    return SMFIS_NOREPLY;
}

static sfsistat quiet_words(SMFICTX* context, char** words) {
    (void)context, (void)words;
    return SMFIS_NOREPLY;
}

static sfsistat quiet_header(SMFICTX* context, char* name, char* value) {
    (void)context, (void)name, (void)value;
    return SMFIS_NOREPLY;
}

static sfsistat quiet_body(SMFICTX* context, unsigned char* bytes, size_t count) {
    (void)context, (void)bytes, (void)count;
    return SMFIS_NOREPLY;
}

static sfsistat quiet_stage(SMFICTX* context) {
    (void)context;
    return SMFIS_NOREPLY;
}

static void be_quiet(struct smfiDesc* stages) {
    stages->xxfi_negotiate = on_negotiate;
    stages->xxfi_helo = NULL;
    stages->xxfi_data = NULL;
    stages->xxfi_connect = quiet_connect;
    stages->xxfi_envfrom = quiet_words;
    stages->xxfi_envrcpt = quiet_words;
    stages->xxfi_header = quiet_header;
    stages->xxfi_eoh = quiet_stage;
    stages->xxfi_body = quiet_body;
}

int main(int count, char** words) {
    struct smfiDesc stages = {
        .xxfi_name = "noop",
        .xxfi_version = SMFI_VERSION,
        /* What a checking milter asks for: fields added and taken off, mail quarantined. */
        .xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE,
        .xxfi_connect = on_connect,
        .xxfi_helo = on_word,
        .xxfi_envfrom = on_words,
        .xxfi_envrcpt = on_words,
        .xxfi_data = on_stage,
        .xxfi_header = on_header,
        .xxfi_eoh = on_stage,
        .xxfi_body = on_body,
        .xxfi_eom = on_stage,
        .xxfi_abort = on_stage,
        .xxfi_close = on_stage,
    };
    const int replies = count == 3 && strcmp(words[2], "replies") == 0;
    if (count != 2 && !replies) {
        fprintf(stderr, "usage: noop_milter SOCKET [replies]\n");
        return 2;
    }
    if (!replies) be_quiet(&stages);
    if (smfi_setconn(words[1]) == MI_FAILURE || smfi_setbacklog(1024) == MI_FAILURE ||
        smfi_register(stages) == MI_FAILURE || smfi_opensocket(1) == MI_FAILURE) {
        fprintf(stderr, "noop_milter: cannot listen on %s\n", words[1]);
        return 2;
    }
    return smfi_main() == MI_SUCCESS ? 0 : 1;
}
