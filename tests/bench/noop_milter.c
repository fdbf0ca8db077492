/* A milter that takes every stage and does nothing: what any milter costs at least.
 *
 *   noop_milter SOCKET        such as unix:/path or inet:8891@127.0.0.1
 */
#include <libmilter/mfapi.h>
#include <stdio.h>
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
    if (count != 2) {
        fprintf(stderr, "usage: noop_milter SOCKET\n");
        return 2;
    }
    if (smfi_setconn(words[1]) == MI_FAILURE || smfi_setbacklog(1024) == MI_FAILURE ||
        smfi_register(stages) == MI_FAILURE || smfi_opensocket(1) == MI_FAILURE) {
        fprintf(stderr, "noop_milter: cannot listen on %s\n", words[1]);
        return 2;
    }
    return smfi_main() == MI_SUCCESS ? 0 : 1;
}
