// The commands' entry points, one file each. All take parsed arguments and give an exit code; none
// throws on purpose, and what escapes is caught once, in run().
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/console.h"

namespace sendguard::cli {

int run_check(const Arguments& arguments, Console& console);
int run_baseline(const Arguments& arguments, Console& console);
int run_send(const Arguments& arguments, Console& console);
/// Parses its words itself, as sendmail(1) does.
int run_sendmail(const std::vector<std::string>& words, Console& console);
int run_git_sendemail_validate(const Arguments& arguments, Console& console);
int run_view(const Arguments& arguments, Console& console);
int run_statement(const Arguments& arguments, Console& console);
int run_sign(const Arguments& arguments, Console& console);
int run_verify(const Arguments& arguments, Console& console);
int run_hold_list(const Arguments& arguments, Console& console);
int run_hold_show(const Arguments& arguments, Console& console);
int run_hold_bytes(const Arguments& arguments, Console& console);
int run_hold_approve(const Arguments& arguments, Console& console);
int run_hold_reject(const Arguments& arguments, Console& console);
int run_hold_return(const Arguments& arguments, Console& console);
int run_hold_recall(const Arguments& arguments, Console& console);
int run_hold_confirm(const Arguments& arguments, Console& console);
int run_hold_settle(const Arguments& arguments, Console& console);
int run_hold_break_glass(const Arguments& arguments, Console& console);
int run_hold_report(const Arguments& arguments, Console& console);
int run_hold_resubmit(const Arguments& arguments, Console& console);
int run_hold_freeze(const Arguments& arguments, Console& console);
int run_hold_diff(const Arguments& arguments, Console& console);
int run_history_import(const Arguments& arguments, Console& console);
int run_history_show(const Arguments& arguments, Console& console);
int run_history_forget(const Arguments& arguments, Console& console);
int run_audit_verify(const Arguments& arguments, Console& console);
int run_audit_export(const Arguments& arguments, Console& console);
int run_replay(const Arguments& arguments, Console& console);
int run_retract(const Arguments& arguments, Console& console);
int run_hold_release(const Arguments& arguments, Console& console);
int run_rules_list(const Arguments& arguments, Console& console);
int run_rules_new(const Arguments& arguments, Console& console);
int run_rules_explain(const Arguments& arguments, Console& console);
int run_rules_test(const Arguments& arguments, Console& console);
int run_rules_lint(const Arguments& arguments, Console& console);
int run_rules_detectors(const Arguments& arguments, Console& console);
int run_why_not(const Arguments& arguments, Console& console);
int run_backtest(const Arguments& arguments, Console& console);
int run_feedback(const Arguments& arguments, Console& console);
int run_config_show(const Arguments& arguments, Console& console);
int run_init(const Arguments& arguments, Console& console);
int run_reload(const Arguments& arguments, Console& console);
int run_user_add(const Arguments& arguments, Console& console);
int run_user_remove(const Arguments& arguments, Console& console);
int run_user_list(const Arguments& arguments, Console& console);
int run_user_check(const Arguments& arguments, Console& console);
int run_token_add(const Arguments& arguments, Console& console);
int run_token_remove(const Arguments& arguments, Console& console);
int run_token_list(const Arguments& arguments, Console& console);
int run_milter(const Arguments& arguments, Console& console);
int run_serve(const Arguments& arguments, Console& console);
int run_sink(const Arguments& arguments, Console& console);
int run_doctor(const Arguments& arguments, Console& console);
int run_man(const Arguments& arguments, Console& console);
int run_completion(const Arguments& arguments, Console& console);
int run_help(const Arguments& arguments, Console& console);
int run_version(const Arguments& arguments, Console& console);

}  // namespace sendguard::cli
