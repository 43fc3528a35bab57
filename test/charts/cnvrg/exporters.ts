/**
 * What can be asked for: the metrics of each exporter that the charts deploy or scrape, by the job and path of its monitor. The names
 * are those of the version deployed by default, or of Kubernetes 1.34, from the list or the source of each project.
 */
const lists: Readonly<Record<string, string>> = {
  // docs/*-metrics.md of v1.9.7
  'kube-state-metrics': `
    kube_cronjob_spec_suspend kube_daemonset_status_desired_number_scheduled kube_daemonset_status_number_available
    kube_daemonset_status_number_ready kube_deployment_created kube_deployment_spec_replicas
    kube_deployment_status_replicas_available kube_deployment_status_replicas_updated kube_hpa_status_current_replicas
    kube_job_complete kube_job_info kube_job_status_active kube_job_status_completion_time kube_job_status_failed
    kube_job_status_start_time kube_namespace_created kube_node_info kube_node_spec_unschedulable
    kube_node_status_allocatable kube_node_status_condition kube_persistentvolume_status_phase
    kube_persistentvolumeclaim_info kube_persistentvolumeclaim_resource_requests_storage_bytes
    kube_persistentvolumeclaim_status_phase kube_pod_container_resource_limits kube_pod_container_resource_requests
    kube_pod_container_status_last_terminated_reason kube_pod_container_status_restarts_total
    kube_pod_container_status_waiting_reason kube_pod_info kube_pod_status_phase kube_pod_status_unschedulable
    kube_poddisruptionbudget_status_pod_disruptions_allowed kube_resourcequota kube_statefulset_replicas
    kube_statefulset_status_replicas_ready`,
  // collector/ of v1.0.1
  'node-exporter': `
    node_boot_time_seconds node_context_switches_total node_cpu_seconds_total node_disk_io_time_seconds_total
    node_disk_io_time_weighted_seconds_total node_disk_read_bytes_total node_disk_read_time_seconds_total
    node_disk_reads_completed_total node_disk_write_time_seconds_total node_disk_writes_completed_total
    node_disk_written_bytes_total node_filefd_allocated node_filefd_maximum node_filesystem_avail_bytes
    node_filesystem_device_error node_filesystem_files node_filesystem_files_free node_filesystem_readonly
    node_filesystem_size_bytes node_load5 node_memory_MemAvailable_bytes node_memory_MemTotal_bytes
    node_netstat_TcpExt_ListenDrops node_netstat_Tcp_CurrEstab node_netstat_Tcp_OutSegs node_netstat_Tcp_RetransSegs
    node_network_receive_bytes_total node_network_receive_drop_total node_network_receive_errs_total
    node_network_receive_packets_total node_network_transmit_bytes_total node_network_transmit_drop_total
    node_network_transmit_errs_total node_network_transmit_packets_total node_nf_conntrack_entries
    node_nf_conntrack_entries_limit node_pressure_cpu_waiting_seconds_total node_pressure_io_stalled_seconds_total
    node_pressure_memory_stalled_seconds_total node_timex_offset_seconds node_uname_info node_vmstat_oom_kill
    node_vmstat_pgmajfault`,
  'kubelet /metrics': `
    kubelet_evictions kubelet_pleg_relist_duration_seconds_bucket kubelet_pod_start_duration_seconds_bucket
    kubelet_pod_worker_duration_seconds_bucket kubelet_running_containers kubelet_running_pods
    kubelet_runtime_operations_duration_seconds_bucket kubelet_runtime_operations_errors_total
    kubelet_runtime_operations_total kubelet_volume_stats_available_bytes kubelet_volume_stats_capacity_bytes
    kubelet_volume_stats_inodes kubelet_volume_stats_inodes_used kubelet_volume_stats_used_bytes
    storage_operation_duration_seconds_bucket storage_operation_duration_seconds_count
    storage_operation_duration_seconds_sum`,
  // github.com/google/cadvisor, metrics/prometheus.go
  'kubelet /metrics/cadvisor': `
    container_cpu_cfs_periods_total container_cpu_cfs_throttled_periods_total container_cpu_usage_seconds_total
    container_fs_reads_bytes_total container_fs_writes_bytes_total container_memory_working_set_bytes
    container_network_receive_bytes_total container_network_transmit_bytes_total`,
  'kube-apiserver': `
    apiserver_admission_webhook_admission_duration_seconds_bucket
    apiserver_admission_webhook_admission_duration_seconds_count apiserver_admission_webhook_admission_duration_seconds_sum
    apiserver_client_certificate_expiration_seconds_bucket apiserver_client_certificate_expiration_seconds_count
    apiserver_current_inflight_requests apiserver_flowcontrol_rejected_requests_total
    apiserver_request_duration_seconds_bucket apiserver_request_total etcd_request_duration_seconds_bucket
    etcd_request_duration_seconds_count etcd_request_duration_seconds_sum`,
  'kube-controller-manager': `
    leader_election_master_status rest_client_request_duration_seconds_bucket rest_client_request_duration_seconds_count
    rest_client_request_duration_seconds_sum rest_client_requests_total workqueue_adds_total workqueue_depth
    workqueue_longest_running_processor_seconds workqueue_queue_duration_seconds_bucket
    workqueue_queue_duration_seconds_count workqueue_queue_duration_seconds_sum workqueue_retries_total
    workqueue_work_duration_seconds_bucket workqueue_work_duration_seconds_count workqueue_work_duration_seconds_sum`,
  'kube-scheduler': `
    leader_election_master_status rest_client_requests_total scheduler_framework_extension_point_duration_seconds_bucket
    scheduler_pending_pods scheduler_preemption_attempts_total scheduler_queue_incoming_pods_total
    scheduler_schedule_attempts_total scheduler_scheduling_algorithm_duration_seconds_bucket`,
  // README of the plugins prometheus and cache
  coredns: `
    coredns_cache_entries coredns_cache_hits_total coredns_cache_requests_total coredns_dns_request_duration_seconds_bucket
    coredns_dns_request_size_bytes_bucket coredns_dns_requests_total coredns_dns_responses_total coredns_panics_total`,
  istiod: `
    citadel_server_root_cert_expiry_timestamp galley_validation_failed galley_validation_passed
    pilot_proxy_convergence_time_bucket pilot_push_triggers pilot_services pilot_total_xds_internal_errors
    pilot_total_xds_rejects pilot_virt_services pilot_xds pilot_xds_pushes`,
  'istio-ingressgateway': `
    istio_request_bytes_sum istio_request_duration_milliseconds_bucket istio_requests_total istio_response_bytes_sum`,
  'fluent-bit': `
    fluentbit_filter_drop_records_total fluentbit_input_bytes_total fluentbit_input_records_total
    fluentbit_output_errors_total fluentbit_output_proc_bytes_total fluentbit_output_proc_records_total
    fluentbit_output_retries_failed_total fluentbit_output_retries_total`,
  // etc/default-counters.csv of dcgm-exporter
  'dcgm-exporter': `
    DCGM_FI_DEV_DEC_UTIL DCGM_FI_DEV_ENC_UTIL DCGM_FI_DEV_FB_FREE DCGM_FI_DEV_FB_USED DCGM_FI_DEV_GPU_TEMP
    DCGM_FI_DEV_GPU_UTIL DCGM_FI_DEV_MEM_COPY_UTIL DCGM_FI_DEV_POWER_USAGE DCGM_FI_DEV_SM_CLOCK DCGM_FI_DEV_XID_ERRORS`,
  prometheus: `
    prometheus_config_last_reload_successful prometheus_engine_query_duration_seconds prometheus_notifications_errors_total
    prometheus_rule_evaluation_failures_total prometheus_rule_group_interval_seconds
    prometheus_rule_group_last_duration_seconds prometheus_target_scrapes_sample_duplicate_timestamp_total
    prometheus_target_scrapes_sample_out_of_bounds_total prometheus_target_scrapes_sample_out_of_order_total
    prometheus_tsdb_compactions_failed_total prometheus_tsdb_head_samples_appended_total prometheus_tsdb_head_series
    prometheus_tsdb_storage_blocks_bytes`,
  'cnvrg-prometheus-operator': 'prometheus_operator_reconcile_errors_total',
  // cmd/metrics.go of minio, of the time of its one endpoint
  minio: `
    bucket_objects_count bucket_usage_size s3_errors_total s3_requests_total s3_rx_bytes_total s3_ttfb_seconds_bucket
    s3_tx_bytes_total`,
};

const wordsOf = (list: string) => list.trim().split(/\s+/);

/** By `JOB`, or `JOB PATH` where a monitor reads several paths. */
export const exporters: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(lists).map(([job, list]) => [job, wordsOf(list)]),
);

/** Of every program in Go, in whatever job. */
export const ofPrograms = wordsOf('go_goroutines process_cpu_seconds_total process_resident_memory_bytes');
/** Made by Prometheus itself. */
export const ofPrometheus = wordsOf('ALERTS up scrape_duration_seconds scrape_samples_scraped');
