/* command_completion.c - ecomops completion: a script that lets bash complete commands, options and files. */
#include <stdio.h>
#include <string.h>

#include "ecomops/options.h"

static void print_words(const tool_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf(" --%s", options[i].name);
}

static int run(const tool_arguments *arguments)
{
    if (strcmp(arguments->operands[0], "bash") != 0)
        return tool_fail(TOOL_USAGE, "there is a completion for bash, not for '%s'", arguments->operands[0]);
    fputs("# bash completion for ecomops: source it, or put it into /usr/share/bash-completion/completions/ecomops\n"
          "_ecomops()\n"
          "{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=\n"
          "    case $before in\n"
          "    --output | -o) words='table json csv' ;;\n"
          "    --language) words='en zh' ;;\n"
          "    --encoding) words='utf-8 gbk' ;;\n"
          "    --table) [ \"${COMP_WORDS[1]}\" = price ] &&\n"
          "        words='lines shipments adjustments taxes decisions totals units'\n"
          "        [ \"${COMP_WORDS[1]}\" = stock ] && words='value cogs corrections layers problems' ;;\n"
          "    --cohort) words='day week month quarter year' ;;\n"
          "    --refunds-on) words='gross event order same' ;;\n"
          "    --compare) words='previous' ;;\n"
          "    completion) words=bash ;;\n"
          "    schema) words=$(ecomops schema 2> /dev/null) ;;\n"
          "    --method) words='fifo average lifo standard' ;;\n"
          "    --durability) words='full normal off' ;;\n"
          "    --from-state | --to-state) words='on_hand damaged quality_control' ;;\n"
          "    --picking) words='fefo fifo nearest' ;;\n"
          "    --cost-method) words='fifo average lifo standard' ;;\n"
          "    store) words='info migrate' ;;\n"
          "    outbox) words='take done' ;;\n"
          "    esac\n"
          "    if [ -z \"$words\" ] && [[ $word != -* ]]; then\n"
          "        local at given=0\n"
          "        for ((at = 2; at < COMP_CWORD; at++)); do\n"
          "            case ${COMP_WORDS[at]} in\n"
          "            -*=*) ;;\n"
          "            --partial | --dry-run | --drop-shipped | --has-lots | --has-serials | -n | --verbose | -v) ;;\n"
          "            -*) at=$((at + 1)) ;;\n"
          "            *) given=$((given + 1)) ;;\n"
          "            esac\n"
          "        done\n"
          "        [ \"$at\" = \"$COMP_CWORD\" ] && case ${COMP_WORDS[1]}$given in\n"
          "        stock0) words='define buffer close expect receive hold extend commit release issue cancel return "
          "ship-transfer receive-transfer move-state return-to-vendor adjust count approve land-cost revalue level balances "
          "holds ledger documents lots serials items parts buffers locations cogs corrections value layers audit tick archive "
          "import run "
          "route cost' ;;\n"
          "        usage1) words='snapshot hold commit release return uses budgets holds ledger audit tick run' ;;\n"
          "        esac\n"
          "    fi\n"
          "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
          "        words='",
          stdout);
    for (const tool_command *const *command = tool_commands; *command; command++)
        printf("%s ", (*command)->name);
    fputs("--help --version'\n"
          "    elif [ -z \"$words\" ] && [[ $word == -* ]]; then\n"
          "        case ${COMP_WORDS[1]} in\n",
          stdout);
    for (const tool_command *const *command = tool_commands; *command; command++) {
        printf("        %s) words='", (*command)->name);
        print_words((*command)->options, (*command)->options_count);
        print_words(tool_shared_options, tool_shared_options_count);
        fputs("' ;;\n", stdout);
    }
    fputs("        esac\n"
          "    fi\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "    [ -z \"$words\" ] && COMPREPLY=($(compgen -f -- \"$word\"))\n"
          "}\n"
          "complete -o filenames -F _ecomops ecomops\n",
          stdout);
    return TOOL_DONE;
}

const tool_command tool_completion = {
    .name = "completion",
    .operands = "bash",
    .summary = "a completion script for the shell",
    .about = "Prints a script that lets the shell complete commands, options and file names.",
    .examples = "  ecomops completion bash > ~/.local/share/bash-completion/completions/ecomops\n",
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};
